/** Made by fonts.mjs. */
declare module 'virtual:chinese-font.css'

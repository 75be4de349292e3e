import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { chineseFont } from './fonts.mjs'

/** Where `npm run dev` finds the game server (`npm start` beside it). */
const SERVER_URL = process.env['LOT_SERVER'] ?? 'http://localhost:3000'

export default defineConfig({
	root: fileURLToPath(new URL('.', import.meta.url)),
	plugins: [chineseFont()],
	oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
	server: { proxy: { '/api': SERVER_URL, '/socket.io': { target: SERVER_URL, ws: true } } },
	worker: { format: 'es' },
	build: {
		outDir: 'dist',
		emptyOutDir: true,
		target: 'es2023',
		sourcemap: false,
		// Fonts stay files: a data: URL would be loaded even where its characters never appear.
		assetsInlineLimit: 0,
		// Phaser alone is larger than the default limit.
		chunkSizeWarningLimit: 1600,
		reportCompressedSize: false,
		rolldownOptions: {
			output: {
				// Apart from our own code, so that its size shows, and stays cached when only we change.
				codeSplitting: {
					groups: [
						{ name: 'phaser', test: /node_modules[\\/]phaser[\\/]/ },
						{ name: 'libraries', test: /node_modules[\\/](@?preact|i18next|@?socket\.io|engine\.io)/ },
					],
				},
			},
		},
	},
})

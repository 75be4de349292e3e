/** Addresses of a lesson's pages. Secrets stand behind the `#`, which browsers never send to a server. */
export const joinLink = (origin: string, code: string): string => `${origin}/join/${code}`
export const hostPath = (code: string): string => `/host/${code}`
export const cohostLink = (origin: string, code: string, token: string): string => `${origin}/cohost/${code}#${token}`
export const projectorLink = (origin: string, code: string, token: string): string =>
	`${origin}/projector/${code}#${token}`

/** As it is read aloud: without `http://`. */
export const readable = (url: string): string => url.replace(/^https?:\/\//, '')

/** The secret behind the `#`; '' if there is none. */
export const tokenOf = (hash: string): string => /^#([\w-]{20,})$/.exec(hash)?.[1] ?? ''

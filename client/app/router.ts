import { signal } from '@preact/signals'
import { HOMEWORK_ID_LENGTH } from '../../shared/homework/link.ts'
import { CODE_LENGTH } from '../../shared/protocol/messages.ts'

export type Route =
	| { readonly page: 'home' }
	| { readonly page: 'join'; readonly code: string }
	| { readonly page: 'host' }
	| { readonly page: 'console' | 'cohost' | 'projector'; readonly code: string }
	| { readonly page: 'solo' }
	| { readonly page: 'play' }
	| { readonly page: 'sandbox' }
	| { readonly page: 'fleet' }
	| { readonly page: 'preflight' }
	| { readonly page: 'homework'; readonly part: 'new' | 'student' | 'owner' | 'check' }
	| { readonly page: 'unknown' }

export function routeOf(path: string): Route {
	const [first = '', second = '', third = ''] = path.split('/').filter((part) => part !== '')
	if (first === '') return { page: 'home' }
	if (first === 'join' && second.length === CODE_LENGTH) return { page: 'join', code: second.toUpperCase() }
	if (first === 'join') return { page: second === 'new' ? 'host' : 'home' }
	if (first === 'host' && second === '') return { page: 'host' }
	if (second.length === CODE_LENGTH) {
		const code = second.toUpperCase()
		if (first === 'host') return { page: 'console', code }
		if (first === 'cohost' || first === 'projector') return { page: first, code }
	}
	if (first === 'homework' && second === 'new') return { page: 'homework', part: 'new' }
	if (first === 'homework' && second === 'check' && third !== '') return { page: 'homework', part: 'check' }
	if (first === 'homework' && second.length === HOMEWORK_ID_LENGTH)
		return { page: 'homework', part: third === 'owner' ? 'owner' : 'student' }
	if (first === 'solo' || first === 'play' || first === 'sandbox' || first === 'fleet') return { page: first }
	if (first === 'preflight') return { page: first }
	return { page: 'unknown' }
}

export const route = signal<Route>({ page: 'home' })

/** Shows another page; `replace` leaves no step back to this one. */
export function go(path: string, replace = false): void {
	if (replace) history.replaceState(null, '', path)
	else if (location.pathname + location.search !== path) history.pushState(null, '', path)
	route.value = routeOf(path.replace(/[?#].*/, ''))
	scrollTo(0, 0)
}

/** Follows the address bar; returns the undo. */
export function followAddress(): () => void {
	const follow = (): void => {
		route.value = routeOf(location.pathname)
	}
	follow()
	addEventListener('popstate', follow)
	return () => removeEventListener('popstate', follow)
}

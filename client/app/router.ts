import { signal } from '@preact/signals'
import { CODE_LENGTH } from '../../shared/protocol/messages.ts'

export type Route =
	| { readonly page: 'home' }
	| { readonly page: 'join'; readonly code: string }
	| { readonly page: 'host' }
	| { readonly page: 'solo' }
	| { readonly page: 'play' }
	| { readonly page: 'sandbox' }
	| { readonly page: 'fleet' }
	| { readonly page: 'unknown' }

export function routeOf(path: string): Route {
	const [first = '', second = ''] = path.split('/').filter((part) => part !== '')
	if (first === '') return { page: 'home' }
	if (first === 'join' && second.length === CODE_LENGTH) return { page: 'join', code: second.toUpperCase() }
	if (first === 'join') return { page: second === 'new' ? 'host' : 'home' }
	if (first === 'solo' || first === 'play' || first === 'sandbox' || first === 'fleet') return { page: first }
	return { page: 'unknown' }
}

export const route = signal<Route>({ page: 'home' })

/** Shows another page; `replace` leaves no step back to this one. */
export function go(path: string, replace = false): void {
	if (replace) history.replaceState(null, '', path)
	else if (location.pathname + location.search !== path) history.pushState(null, '', path)
	route.value = routeOf(path)
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

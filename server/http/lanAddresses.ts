import { networkInterfaces } from 'node:os'

/** Bridges of containers and virtual machines: phones can't reach those. */
const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vboxnet|zt|tailscale|utun)/
const PRIVATE = /^(192\.168\.|10\.|172\.(1[6-9]|2\d|3[01])\.)/

/** IPv4 addresses under which others on the network may reach this machine; the likeliest first. */
export function lanAddresses(): string[] {
	const found = Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
		(addresses ?? [])
			.filter(({ family, internal, address }) => family === 'IPv4' && !internal && !address.startsWith('169.254.'))
			.map(({ address }) => ({ address, rank: (VIRTUAL.test(name) ? 2 : 0) + (PRIVATE.test(address) ? 0 : 1) })),
	)
	return found.sort((a, b) => a.rank - b.rank).map(({ address }) => address)
}

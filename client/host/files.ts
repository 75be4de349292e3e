import { zipOf } from './zip.ts'

/** Puts a file into the browser's downloads. */
export function saveFile(name: string, blob: Blob): void {
	const url = URL.createObjectURL(blob)
	const link = document.createElement('a')
	link.href = url
	link.download = name
	link.click()
	// Some browsers begin the download a moment later.
	setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** Rejects with the server's reason. */
async function fetchFile(path: string, token: string): Promise<Blob> {
	const reply = await fetch(path, { headers: { Authorization: `Bearer ${token}` } })
	if (!reply.ok) throw new Error(`${reply.status} ${reply.statusText}`)
	return reply.blob()
}

/** `gradebook.csv` or `items.csv` of a lesson, as the server wrote it. */
export async function saveTable(code: string, token: string, table: 'gradebook' | 'items'): Promise<void> {
	const blob = await fetchFile(`/api/lesson/${code}/${table}.csv`, token)
	saveFile(`${code}-${table}.csv`, blob)
}

interface LogOf {
	readonly crew: number
	readonly round: number
}

/** The logs of rounds in one archive; crews that have none (nobody sat there) are left out. Rejects if there is none at all. */
export async function saveLogs(
	code: string,
	token: string,
	logs: readonly LogOf[],
	onProgress: (done: number) => void,
): Promise<void> {
	const files: { name: string; bytes: Uint8Array }[] = []
	let failed: unknown = new Error('404')
	for (const [index, log] of logs.entries()) {
		onProgress(index + 1)
		try {
			const blob = await fetchLog(code, token, log)
			files.push({ name: logName(code, log), bytes: new Uint8Array(await blob.arrayBuffer()) })
		} catch (error) {
			failed = error
		}
	}
	if (files.length === 0) throw failed
	saveFile(`${code}-logs.zip`, new Blob([zipOf(files)], { type: 'application/zip' }))
}

const fetchLog = (code: string, token: string, { crew, round }: LogOf): Promise<Blob> =>
	fetchFile(`/api/lesson/${code}/log?crew=${crew}&round=${round}`, token)

const logName = (code: string, { crew, round }: LogOf): string => `${code}-round${round}-crew${crew}.jsonl`

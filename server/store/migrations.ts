import type { Database } from 'better-sqlite3'

/**
 * The schema, one numbered step after the other; SQLite's `user_version` says how many are done.
 * A step that has been released is never changed: write the next one.
 */
export const MIGRATIONS: readonly string[] = [
	// 1: the first schema
	`
	create table sessions (
		id integer primary key, code text not null, level text not null, pace text not null, seed integer not null,
		createdMs integer not null, touchedMs integer not null
	) strict;
	create index sessions_code on sessions (code);
	create table crews (
		id integer primary key, session integer not null references sessions (id), number integer not null,
		name text not null, unique (session, number)
	) strict;
	create table players (
		id integer primary key, session integer not null references sessions (id), crew integer references crews (id),
		number integer not null, name text not null, tokenHash text not null unique, seat text,
		offlineSinceMs integer, "left" integer not null
	) strict;
	create index players_session on players (session);
	create table rounds (
		id integer primary key, crew integer not null references crews (id), number integer not null,
		header text not null, status text not null, result text, unique (crew, number)
	) strict;
	create table entries (
		round integer not null references rounds (id), seq integer not null, tick integer not null, seat text not null,
		player integer not null, attempt integer not null, intent text not null, primary key (round, seq)
	) strict, without rowid;
	create table marks (round integer primary key references rounds (id), tick integer not null) strict;
	`,
	// 2: the bots of a session
	`alter table sessions add column bots text not null default '{"malloc":2,"kernel":2,"mmu":2}'`,
	// 3: sessions with a host, and their log
	`
	create table lessons (
		session integer primary key references sessions (id), hostHash text not null unique,
		cohostHash text not null unique, projectorHash text not null unique
	) strict;
	create table lessonEntries (
		session integer not null references sessions (id), seq integer not null, atMs integer not null,
		"by" text not null, sent text, act text not null, primary key (session, seq)
	) strict, without rowid;
	`,
]

/** Does the steps that the file hasn't had yet. Throws if a newer build of the game made it. */
export function migrate(database: Database, steps: readonly string[]): void {
	const done = Number(database.pragma('user_version', { simple: true }))
	if (done > steps.length) {
		throw new Error(`made by a newer version (schema ${done}, this one knows ${steps.length})`)
	}
	for (const [index, step] of steps.entries()) {
		if (index < done) continue
		database.transaction(() => {
			database.exec(step)
			database.pragma(`user_version = ${index + 1}`)
		})()
	}
}

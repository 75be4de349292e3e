// What host, students and projector do and see when a question is put.
import { expect } from 'vitest'
import { t } from '../../client/words/words.ts'
import type { PollQuestion } from '../../shared/lesson/poll.ts'
import { type BoundQuestion, CONFIDENCES, type QuestionId } from '../../shared/lesson/question.ts'
import { next, textsOf, today } from './lessonPeople.ts'
import type { Asked, Ballot } from './lessonTables.ts'
import { type Room, shoot, SOON_MS, type Tab } from './lessonTabs.ts'

/** All tabs of a lesson. */
export interface Class {
	readonly room: Room
	readonly host: Tab
	readonly projector: Tab
	readonly tabs: readonly Tab[]
}

/** What only the host may see before the answer is told. */
const GIVES_AWAY = '.poll-right, .poll-wrong, .poll-why, .big-why, [data-right=true]'

/** Nobody but the host has been told, nor shows, what is still a secret. */
async function expectSecret({ projector, tabs }: Class, before: readonly Tab['told'][], isLocked: boolean) {
	for (const [index, tab] of [projector, ...tabs].entries()) {
		const { keys, whys, splits } = before[index] ?? tab.told
		expect(tab.told, tab.name).toMatchObject({ keys, whys, ...(isLocked ? {} : { splits }) })
		expect(await tab.page.locator(GIVES_AWAY).count(), tab.name).toBe(0)
		if (!isLocked) expect(await tab.page.locator('.poll-bar').count(), tab.name).toBe(0)
	}
}

async function vote({ page }: Tab, [place, confidence]: NonNullable<Ballot>): Promise<void> {
	await page.locator('.poll-choice').nth(place).tap()
	await page.locator('.poll-sure label').nth(CONFIDENCES.indexOf(confidence)).tap()
	await page.locator('.poll-ballot button[type=submit]').tap()
	await page.locator('.poll-ballot .notice.good').waitFor()
}

const voteAll = (tabs: readonly Tab[], ballots: readonly Ballot[]): Promise<unknown> =>
	Promise.all(
		tabs.map(async (tab, index) => {
			const ballot = ballots[index] ?? null
			if (ballot !== null) await vote(tab, ballot)
		}),
	)

/** The options as they stand on a screen. */
const optionsOn = {
	host: (tab: Tab) => textsOf(tab.page, '.question-card .poll-option > span:first-child'),
	projector: (tab: Tab) => textsOf(tab.page, '.big-options li span'),
	student: (tab: Tab) => textsOf(tab.page, '.poll-choice > span'),
}

async function chooseFromBank({ page }: Tab, id: QuestionId): Promise<void> {
	await page.keyboard.press('p')
	await page
		.locator('.bank-choice')
		.filter({ has: page.locator('.chip.mono', { hasText: new RegExp(`^${id}$`) }) })
		.click()
}

/** What everyone sees of the votes: how often each option was chosen, before and after. */
async function expectBars({ host, projector, tabs }: Class, asked: Pick<Asked, 'first' | 'revote' | 'shuffle'>) {
	const countsOf = (ballots: readonly Ballot[]): string[] =>
		asked.shuffle.map((_, place) => String(ballots.filter((ballot) => ballot?.[0] === place).length))
	const [first, revote] = [countsOf(asked.first), countsOf(asked.revote)]
	const isRevoted = asked.revote.some((ballot) => ballot !== null)
	const due = first.flatMap((count, place) => (isRevoted ? [count, revote[place] ?? ''] : [count]))
	for (const tab of [host, projector, ...tabs]) {
		// Counts are told a moment later than the stage.
		const counts = (): Promise<readonly string[]> => textsOf(tab.page, '.poll-bars .poll-votes')
		await expect.poll(counts, { timeout: SOON_MS, message: tab.name }).toEqual(due)
	}
}

export interface Put {
	readonly id: QuestionId
	readonly round: number
	/** What the emulator makes of the bank's question, at the moment at which it is put. */
	readonly bind: () => Promise<BoundQuestion>
	/** By student; `right` is where the host's console marks the answer. */
	readonly first: (right: number, options: number) => readonly Ballot[]
	readonly revote: (right: number, options: number) => readonly Ballot[]
	readonly shot: string
}

/** predict → vote → talk → revote → lock → reveal, looked at from everywhere. */
export async function putQuestion(all: Class, put: Put): Promise<Asked> {
	const { room, host, projector, tabs } = all
	const before = [projector, ...tabs].map(({ told }) => ({ ...told }))
	const bound = await put.bind()
	const day = today()
	await chooseFromBank(host, put.id)
	for (const { page } of tabs) await page.locator('.poll-ballot').waitFor()

	const bank = Array.from({ length: bound.options }, (_, option) =>
		t(`lesson.q.${put.id}.o${option}` as Parameters<typeof t>[0], bound.facts),
	)
	const onHost = await optionsOn.host(host)
	const shuffle = onHost.map((text) => bank.indexOf(text))
	expect(shuffle.toSorted((a, b) => a - b)).toEqual(bank.map((_, option) => option))
	await projector.page.locator('.big-options').waitFor()
	expect(await optionsOn.projector(projector)).toEqual(onHost)
	for (const tab of tabs) expect(await optionsOn.student(tab), tab.name).toEqual(onHost)
	const right = shuffle.indexOf(bound.key[0] ?? -1)
	expect(await host.page.locator('.question-card li').nth(right).getAttribute('data-right')).toBe('true')
	expect(await host.page.locator('.question-card [data-right=true]').count()).toBe(1)

	const asked = {
		first: put.first(right, bank.length),
		revote: put.revote(right, bank.length),
		shuffle,
		day,
		round: put.round,
	}
	const votes = (ballots: readonly Ballot[]): number => ballots.filter((ballot) => ballot !== null).length
	const [early] = tabs
	if (early) await vote(early, [(right + 1) % bank.length, 50])
	await voteAll(tabs, asked.first)
	const told = (voted: number): string => t('poll.voted', { voted, voters: tabs.length })
	await host.page.getByText(told(votes(asked.first))).waitFor()
	await shoot(room, host, `${put.shot}-host-first`)
	await shoot(room, tabs[1] ?? host, `${put.shot}-student-first`)
	await expectSecret(all, before, false)

	await next(host, 'talk')
	for (const { page } of tabs) await page.locator('.poll[data-stage=talk]').waitFor()
	expect(await Promise.all(tabs.map(({ page }) => page.locator('.poll-ballot').count()))).toEqual(tabs.map(() => 0))
	await next(host, 'revote')
	for (const { page } of tabs) await page.locator('.poll[data-stage=revote] .poll-ballot').waitFor()
	await voteAll(tabs, asked.revote)
	await host.page.getByText(told(votes(asked.revote))).waitFor()
	await expectSecret(all, before, false)
	await shoot(room, projector, `${put.shot}-projector-revote`)

	await next(host, 'lock')
	await expectBars(all, asked)
	await expectSecret(all, before, true)
	await shoot(room, projector, `${put.shot}-projector-locked`)

	await next(host, 'reveal')
	for (const tab of [projector, ...tabs]) {
		await tab.page.locator('[data-right=true]').waitFor()
		expect(await tab.page.locator('.poll-bars ol > li').nth(right).getAttribute('data-right'), tab.name).toBe('true')
	}
	// The ear that listened for secrets does hear.
	for (const [index, tab] of [projector, ...tabs].entries()) {
		expect(tab.told.keys, tab.name).toBeGreaterThan(before[index]?.keys ?? 0)
		expect(tab.told.whys, tab.name).toBeGreaterThan(before[index]?.whys ?? 0)
	}
	for (const [index, { name, page }] of tabs.entries()) {
		const mine = [asked.first[index] ?? null, asked.revote[index] ?? null].filter((ballot) => ballot !== null)
		const rights = mine.filter(([place]) => place === right).length
		expect(await page.locator('.poll-own .poll-right').count(), name).toBe(rights)
		expect(await page.locator('.poll-own .poll-wrong').count(), name).toBe(mine.length - rights)
	}
	await shoot(room, projector, `${put.shot}-projector-revealed`)
	await shoot(room, tabs[1] ?? host, `${put.shot}-student-revealed`)
	await next(host, 'closePoll')
	for (const { page } of tabs) await page.locator('.question-sheet').waitFor({ state: 'detached' })
	return { ...asked, question: { kind: 'bank', bound } }
}

const OPINION = {
	text: 'Which seat, "by heart", was hardest?',
	options: ['malloc', 'kernel', 'MMU, of course'],
} as const

/** The host's own question, without a right answer: one vote, then the bars. */
export async function putOpinion(all: Class, round: number, first: readonly Ballot[]): Promise<Asked> {
	const { host, tabs } = all
	const { page } = host
	const day = today()
	await page.keyboard.press('p')
	await page.getByRole('textbox', { name: t('ask.text'), exact: true }).fill(OPINION.text)
	await page.getByRole('button', { name: t('ask.add') }).click()
	for (const [index, option] of OPINION.options.entries())
		await page.getByLabel(t('ask.option', { letter: 'ABC'[index] ?? '' }), { exact: true }).fill(option)
	await page.getByRole('button', { name: t('ask.send'), exact: true }).click()
	await voteAll(tabs, first)
	const shuffle = (await optionsOn.host(host)).map((text) => OPINION.options.findIndex((option) => option === text))
	const asked = { round, day, shuffle, first, revote: [] }
	await next(host, 'lock')
	await expectBars(all, asked)
	await next(host, 'reveal')
	await next(host, 'closePoll')
	for (const tab of tabs) await tab.page.locator('.question-sheet').waitFor({ state: 'detached' })
	const question: PollQuestion = { kind: 'custom', custom: { ...OPINION, correct: null } }
	return { ...asked, question }
}

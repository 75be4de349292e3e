/** The question bank of a lesson (GAME.md §6): text, options in the order of the bank, explanation. Facts come from the emulator. */
export const questions = {
	'lesson.q.Q1.title': 'Who runs kernel code',
	'lesson.q.Q1.text': 'Lane {{lane}} hands in a slip: its thread executes syscall. Who runs the kernel’s code for it?',
	'lesson.q.Q1.o0': 'The same thread, now in ring 0 on its kernel stack',
	'lesson.q.Q1.o1': 'A kernel process of its own, after a context switch',
	'lesson.q.Q1.o2': 'The C library',
	'lesson.q.Q1.o3': 'Another CPU core',
	'lesson.q.Q1.why':
		'Lane {{lane}} kept its number and its car while the gate turned blue. That is a mode switch: {{cycles, number}} cycles in and out. No other process came in.',

	'lesson.q.Q1b.title': 'Reading the kernel half',
	'lesson.q.Q1b.text': 'Code in ring 3 reads address {{address}}, in the kernel half. What happens first?',
	'lesson.q.Q1b.o0': 'The CPU raises a page fault; then the kernel sends SIGSEGV',
	'lesson.q.Q1b.o1': 'The C library refuses',
	'lesson.q.Q1b.o2': 'It reads zeros',
	'lesson.q.Q1b.o3': 'The read becomes a system call',
	'lesson.q.Q1b.why':
		'Error code {{code}}: the entry is there, but not for ring 3. The hardware noticed that, not the library.',

	'lesson.q.Q2.title': 'Trips through the gate',
	'lesson.q.Q2.text':
		'This program calls malloc {{mallocs}} times. With a textbook malloc, how many system calls does that take?',
	'lesson.q.Q2.o0': '{{calls}}: only when land has to be asked for or given back',
	'lesson.q.Q2.o1': '{{mallocs}}: one for each malloc',
	'lesson.q.Q2.o2': '{{twice}}: one in and one out each time',
	'lesson.q.Q2.o3': '0: malloc never needs the kernel',
	'lesson.q.Q2.why':
		'{{local}} of {{mallocs}} requests were parked without leaving the street, for {{cycles, number}} cycles on average. A trip through the gate costs {{trip, number}} or more.',

	'lesson.q.Q3.title': 'One byte more',
	'lesson.q.Q3.text':
		'malloc({{small}}), then malloc({{large}}): how many 16-byte stalls does the first take, and how many the second?',
	'lesson.q.Q3.o0': '{{a}} and {{b}}',
	'lesson.q.Q3.o1': '{{a}} and {{a}}',
	'lesson.q.Q3.o2': '{{x}} and {{y}}',
	'lesson.q.Q3.o3': '{{b}} and {{b}}',
	'lesson.q.Q3.why':
		'Size plus 8 bytes of bumper, rounded up to a multiple of 16: {{bytesA}} and {{bytesB}} bytes. That is the rule of the real glibc.',

	'lesson.q.Q4.title': 'Enough free, but no hole',
	'lesson.q.Q4.text':
		'{{free, number}} bytes are free in {{holes}} holes. The largest hole has {{largest, number}}, the top {{top, number}}. A car needs {{need, number}} bytes. What will malloc do?',
	'lesson.q.Q4.o0': 'Grow the heap',
	'lesson.q.Q4.o1': 'Slide the parked cars together',
	'lesson.q.Q4.o2': 'Split the car over two holes',
	'lesson.q.Q4.o3': 'Return NULL',
	'lesson.q.Q4.why':
		'The program holds pointers to every parked car, so none may move: {{free, number}} bytes in {{holes}} holes are not one hole of {{need, number}}. malloc asked the office for land (pages: {{pages}}).',

	'lesson.q.Q4b.title': 'Does the fit matter?',
	'lesson.q.Q4b.text': 'On this seed, whose bill is lower: best fit or lowest address first?',
	'lesson.q.Q4b.o0': 'Neither: at most {{alike}}% apart',
	'lesson.q.Q4b.o1': 'Best fit, by more than {{far}}%',
	'lesson.q.Q4b.o2': 'Lowest address first, by more than {{far}}%',
	'lesson.q.Q4b.why':
		'Best fit pays {{best, number}}, lowest address first {{first, number}}: {{percent}}% apart. Who parks beside whom, and how much you ask for, moves a bill more than the fit does.',

	'lesson.q.Q5.title': 'What brk brings',
	'lesson.q.Q5.text':
		'The top has {{top, number}} bytes left and a car needs {{need, number}}. The kernel raises brk by {{pages}} pages. How much RAM has the program gained at the moment when brk returns?',
	'lesson.q.Q5.o0': 'None',
	'lesson.q.Q5.o1': '{{pages}} pages',
	'lesson.q.Q5.o2': '{{need, number}} bytes',
	'lesson.q.Q5.o3': '1 page',
	'lesson.q.Q5.why': 'Free frames before: {{before}}. After: {{after}}. The barrier moved, and nobody paved anything.',

	'lesson.q.Q5b.title': 'Why ask for so much?',
	'lesson.q.Q5b.text': 'The real glibc answers the first malloc(1000) with brk +132 KiB. Why so much?',
	'lesson.q.Q5b.o0': 'One trip serves many later mallocs, and pages that nobody touches cost no RAM',
	'lesson.q.Q5b.o1': 'It is a bug',
	'lesson.q.Q5b.o2': 'Its headers take that much room',
	'lesson.q.Q5b.o3': 'The kernel gives 132 KiB or nothing',
	'lesson.q.Q5b.why':
		'On this seed: who asks for no more than needed makes {{least}} trips; who asks for {{pad}} pages more each time makes {{more}}. None of these trips took a frame.',

	'lesson.q.Q6.title': 'The last car',
	'lesson.q.Q6.text':
		'Cars have just left: {{free, number}} bytes lie free in holes. The last car ({{plate}}) still stands right below the top, which has {{top, number}} bytes. How many pages can malloc give back with brk?',
	'lesson.q.Q6.o0': '0',
	'lesson.q.Q6.o1': '{{total}}: {{free, number}} bytes, divided by 256',
	'lesson.q.Q6.o2': '{{whole}}: every row that is wholly free',
	'lesson.q.Q6.o3': 'free() has given them back already',
	'lesson.q.Q6.why':
		'brk can only fall as far as the highest car, {{plate}}. (DONTNEED could still give up the asphalt of the rows that are wholly free: {{whole}}.)',

	'lesson.q.Q7.title': 'A blank cheque',
	'lesson.q.Q7.text':
		'A program mallocs {{pages}} pages and writes one byte only, the first. By how many pages does its RAM grow?',
	'lesson.q.Q7.o0': '1 or 2',
	'lesson.q.Q7.o1': '{{pages}}',
	'lesson.q.Q7.o2': '0',
	'lesson.q.Q7.o3': '{{pages}}, but not before free',
	'lesson.q.Q7.why':
		'Virtual +{{virtual}} pages, resident +{{resident}}: the bumper, your byte and, if the car was cut off a larger hole, the bumper of what is left.',

	'lesson.q.Q7b.title': 'Read first, then write',
	'lesson.q.Q7b.text':
		'Row {{row}} was never touched. The program reads from it, then writes to it. How many page faults?',
	'lesson.q.Q7b.o0': '2: the shared page of zeros, then a page of its own',
	'lesson.q.Q7b.o1': '1',
	'lesson.q.Q7b.o2': '0',
	'lesson.q.Q7b.o3': 'It crashes: nothing was written there yet',
	'lesson.q.Q7b.why':
		'The read cost {{read, number}} cycles: it maps the page of zeros that everybody shares. The write cost {{write, number}}: it got a copy of its own.',

	'lesson.q.Q8.title': 'Judge a fault',
	'lesson.q.Q8.text':
		'Page fault at {{address}}: inside the heap area, P=0, W=1, never touched before. What is the right verdict?',
	'lesson.q.Q8.o0': 'ZERO: pave a frame of zeros',
	'lesson.q.Q8.o1': 'SEGV: call the tow truck',
	'lesson.q.Q8.o2': 'SWAPIN: fetch it from the depot',
	'lesson.q.Q8.o3': 'STACK: let the stack grow',
	'lesson.q.Q8.why':
		'A page fault is everyday business. In a textbook round of this seed there are {{all}} of them, and {{legal}} are perfectly legal.',

	'lesson.q.Q8b.title': 'Past the end',
	'lesson.q.Q8b.text':
		'The program reads the 8 bytes behind its {{size}}-byte object. They lie in the same row. What does the MMU say?',
	'lesson.q.Q8b.o0': 'Nothing: the page is mapped, and the bug stays silent',
	'lesson.q.Q8b.o1': 'Page fault',
	'lesson.q.Q8b.o2': 'Segmentation fault',
	'lesson.q.Q8b.o3': 'malloc stops it',
	'lesson.q.Q8b.why':
		'Pages are protected, not cars. {{address}} lies in row {{row}}, which is mapped: the program has read the bumper of the next car.',

	'lesson.q.Q9.title': 'TLB miss or page fault?',
	'lesson.q.Q9.text':
		'The notebook (TLB) has no line for row {{row}}. The page table says P=1 and allows the access. Does the kernel step in?',
	'lesson.q.Q9.o0': 'No: the hardware walks the table, {{cycles, number}} cycles',
	'lesson.q.Q9.o1': 'Yes: a page fault',
	'lesson.q.Q9.o2': 'Yes: a system call',
	'lesson.q.Q9.o3': 'Only for a write',
	'lesson.q.Q9.why': 'A textbook round of this seed: {{misses}} TLB misses, but only {{faults}} page faults.',

	'lesson.q.Q10.title': 'One request, six steps',
	'lesson.q.Q10.text': 'A request finds no hole that is wide enough. Put what happens in order.',
	'lesson.q.Q10.o0': 'malloc looks through its holes',
	'lesson.q.Q10.o1': 'malloc hands in a slip: brk',
	'lesson.q.Q10.o2': 'Ring 0: the kernel extends the heap, without a frame',
	'lesson.q.Q10.o3': 'Back in ring 3: malloc parks the car',
	'lesson.q.Q10.o4': 'The program goes on',
	'lesson.q.Q10.o5': 'First touch: fault, frame, the instruction again',
	'lesson.q.Q10.why':
		'Request #{{request}}, in cycles: slip {{slip, number}}, extending {{extend, number}}, looking and parking {{place, number}}, first touch {{touch, number}}. The instruction that faulted is executed again.',

	'lesson.q.Q11.title': 'Garbage in a full lot',
	'lesson.q.Q11.text':
		'No frame is free. Row {{dead}} holds freed cars only. Row {{live}} holds a live one, last used {{steps}} steps ago, later than {{dead}}. An LRU kernel will move {{dead}} to the depot and pay {{evict, number}}. What is the cheapest way to a free frame?',
	'lesson.q.Q11.o0': 'malloc disclaims {{dead}} (DONTNEED): nothing has to be stored',
	'lesson.q.Q11.o1': 'Do nothing: freed rows cost nothing',
	'lesson.q.Q11.o2': 'Call free() once more',
	'lesson.q.Q11.o3': 'Evict {{live}} instead',
	'lesson.q.Q11.why':
		'Disclaiming {{dead}} costs {{disclaim, number}}, storing it {{evict, number}}, storing {{live}} and fetching it back {{evictLive, number}}. The kernel can’t see inside a row: it stores garbage with full honours.',

	'lesson.q.Q11b.title': 'One row too many',
	'lesson.q.Q11b.text':
		'A program loops over {{pages}} rows, {{loops}} times, and there are only {{frames}} frames. Which policy faults more?',
	'lesson.q.Q11b.o0': 'LRU: evict what was used longest ago',
	'lesson.q.Q11b.o1': 'Random: evict any row',
	'lesson.q.Q11b.o2': 'Both the same',
	'lesson.q.Q11b.o3': 'Neither ever faults',
	'lesson.q.Q11b.why':
		'{{accesses}} accesses: LRU faults {{lru}} times, random {{random}} times. LRU always throws out the very row that is needed next.',

	'lesson.q.Q12.title': 'The cheapest malloc',
	'lesson.q.Q12.text':
		'A program makes {{objects}} objects of {{size}} bytes and frees all of them together. Which plan is cheapest?',
	'lesson.q.Q12.o0': 'One trailer for all (a pool): 1 malloc, 1 free',
	'lesson.q.Q12.o1': 'A malloc for each, best fit',
	'lesson.q.Q12.o2': 'An mmap for each',
	'lesson.q.Q12.o3': 'A malloc for each, and TRIM after each free',
	'lesson.q.Q12.why':
		'Bills: pool {{pool, number}}, malloc {{malloc, number}}, malloc with TRIM {{trim, number}}, mmap {{mmap, number}}.',

	'lesson.q.QF.title': 'Right after fork',
	'lesson.q.QF.text':
		'After fork, parent and child share {{shared}} rows. How many frames more does that take, at that moment?',
	'lesson.q.QF.o0': '0',
	'lesson.q.QF.o1': '{{shared}}',
	'lesson.q.QF.o2': 'Half of {{shared}}',
	'lesson.q.QF.why': 'A row is copied only when one of the two writes to it: {{copied}} of {{shared}} here.',

	// ── the panel that asks ──
	'lesson.poll.label': 'Question',
	'lesson.poll.stage.first': 'Think for yourself',
	'lesson.poll.stage.talk': 'Talk with your crew',
	'lesson.poll.stage.revote': 'Vote again',
	'lesson.poll.stage.locked': 'Votes are locked',
	'lesson.poll.stage.revealed': 'The answer',
	'lesson.poll.hint.first':
		'Take your time, at least 45 seconds: speed counts for nothing, and you can change your vote until it is locked.',
	'lesson.poll.hint.talk': 'Votes stand still. Say what you chose, and why.',
	'lesson.poll.hint.revote': 'Stay with your answer, or change it. The better of your two votes counts.',
	'lesson.poll.hint.locked': 'The answer is about to be shown.',
	'lesson.poll.watch': 'You are watching: only players vote.',
	'lesson.poll.options': 'Your answer',
	'lesson.poll.order': 'Tap the steps in the order in which they happen, or move them up and down.',
	'lesson.poll.orderList': 'Your order',
	'lesson.poll.orderRest': 'Not placed yet',
	'lesson.poll.orderEmpty': 'Nothing placed yet: tap the first step below.',
	'lesson.poll.orderPlace': 'Place next:',
	'lesson.poll.orderUp': 'Move up: {{step}}',
	'lesson.poll.orderDown': 'Move down: {{step}}',
	'lesson.poll.orderOut': 'Take out:',
	'lesson.poll.orderMoved': '{{step}}: now number {{place}}',
	'lesson.poll.orderLeft_one': '{{count}} step still to place',
	'lesson.poll.orderLeft_other': '{{count}} steps still to place',
	'lesson.poll.confidence': 'How sure are you?',
	'lesson.poll.sure.50': 'A guess',
	'lesson.poll.sure.70': 'Fairly sure',
	'lesson.poll.sure.90': 'Very sure',
	'lesson.poll.sureLine': 'Honest pays: sure and wrong scores least.',
	'lesson.poll.percent': '{{percent}}%',
	'lesson.poll.vote': 'Vote {{answer}} · {{sure}}',
	'lesson.poll.voteOrder': 'Vote for this order · {{sure}}',
	'lesson.poll.change': 'Change my vote to {{answer}} · {{sure}}',
	'lesson.poll.changeOrder': 'Change to this order · {{sure}}',
	'lesson.poll.needAnswer': 'Choose an answer',
	'lesson.poll.needSure': 'Say how sure you are',
	'lesson.poll.sending': 'Sending your vote…',
	'lesson.poll.slow': 'Still sending. Your choice is kept on this page.',
	'lesson.poll.failed': 'Your vote did not arrive. {{why}}',
	'lesson.poll.retry': 'Send it again',
	'lesson.poll.sent': 'Your vote is in: {{answer}} · {{sure}}. You can change it until it is locked.',
	'lesson.poll.sentOrder': 'Your order is in · {{sure}}. You can change it until it is locked.',
	'lesson.poll.mineFirst': 'Your first vote',
	'lesson.poll.mineRevote': 'After the talk',
	'lesson.poll.mineNone': 'not voted',
	'lesson.poll.mineOrder': 'own order',
	'lesson.poll.right': 'right',
	'lesson.poll.wrong': 'not right',
	'lesson.poll.rightAnswer': 'Right answer',
	'lesson.poll.rightOrder': 'The right order',
	'lesson.poll.why': 'Why',
	'lesson.poll.opinion': 'A matter of opinion: no answer is right or wrong.',
	'lesson.poll.voted': '{{voted}} of {{voters}} have voted',
	'lesson.poll.before': 'before the talk',
	'lesson.poll.after': 'after the talk',
	'lesson.poll.bars': 'How the class voted',
	'lesson.poll.hidden': 'The bars come once votes are locked.',
	'lesson.poll.noVotes': 'Nobody voted.',
	'lesson.poll.barOrderRight': 'The right order',
	'lesson.poll.barOrderOther': 'Another order',
	'lesson.poll.votes_one': '{{count}} vote',
	'lesson.poll.votes_other': '{{count}} votes',
	'lesson.poll.secret': 'only you see this',

	// ── one rule I would write ──
	'lesson.reason.askAhead':
		'Go to the office seldom: ask for several pages at once, and mmap only what is really large.',
	'lesson.reason.placeByLife': 'Park cars that leave together side by side, so that their holes join.',
	'lesson.reason.dropDead': 'Give up rows that hold nothing alive before a live row has to go to the depot.',
	'lesson.reason.grantByStock': 'Pave two rows at once while many frames are free, and just one when few are.',
	'lesson.reason.keepNext': 'Overwrite the notebook line that the preview needs last.',
	'lesson.reason.readBooks': 'Read error code, area and entry first, then rule without delay.',
}

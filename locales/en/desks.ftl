# Desks: the work of specialists and leaders, and the acts of a bad day.

# Acts on a dossier.
act-take-back-result = Take back a wrong result
act-take-back-result-hint = The result is ready but wrong, and nobody has it yet: the dossier goes back to an earlier step.
act-take-back-result-done = The result was taken back; work on the dossier goes on.
act-correct-return = Correct the return
act-correct-return-hint = Puts on record in whose hands the result is. The first record is kept and shown.
act-correct-return-done = The return was corrected.
act-give-back-originals = Give back originals
act-give-back-originals-hint = Gives back originals that are still here, with proof.
act-give-back-originals-done = That the originals were given back is on record.

take-back-to = From which step to start again
take-back-reason-hint = Say what is wrong with the result; the reason is kept and shown in the dossier's history.
take-back-note = The promised date does not change. If the right result comes after it, the dossier counts as late.
back-to-sign = Sign again: only the paper is wrong
back-to-handle = Handle again: what was decided is wrong

correct-return-first = As recorded at the return
correct-return-what = What has to be corrected
correct-return-to = Who has the result
correct-return-who-hint = Leave the next two questions empty if the result is back at the counter.
correct-return-reason-hint = Say how it happened and how it was found.
return-fault-record = Right person, wrong record
return-fault-record-hint = The right person has the result; only the recipient or the proof was recorded wrongly.
return-fault-taken-back = Wrong person, taken back
return-fault-taken-back-hint = The result is at the counter; the dossier is “Result ready” again, to be returned to the right person.
return-fault-handed-on = Wrong person, now with the right one
return-fault-handed-on-hint = Record who has the result now, and the proof.

give-back-to = Who takes the originals
give-back-kept = Originals that stay in the file
give-back-kept-hint = Say which papers stay, and on what ground. If all of them stay, leave the questions above empty.

event-result-taken-back = Wrong result taken back
event-return-corrected = Return corrected
event-originals-given-back = Originals given back or filed
timeline-taken-by = Taken by
timeline-kept = Kept in the file

# Work done on paper during an outage.
paper-title = Was this done on paper during an outage?
paper-hint = Outages of this unit on record: { $spans }. Deadlines count from the time on paper; both times are kept and shown.
paper-question = When it was done
paper-yes = Done on paper, entered now
paper-date = Day on paper
paper-time = Time on paper
paper-time-hint = For example, 9:05
paper-refused = This time is not taken: it must lie within an outage of the unit that is on record, not before the last act on the dossier, and not in the future.
paper-transfer = Transferred on paper during an outage: enter it
paper-tag = Done on paper
paper-entered = Entered { $when }.

# Outages and planned downtime.
outage-lasts = still on
outage-kind-power = No power
outage-kind-network = No network
outage-kind-program = The system is down
outage-event-declared = { $unit }: { $kind }, { $from } – { $to }
outage-event-ended = { $unit }: the outage ended { $to }

# Rules.
rule-result-to-wrong-person = The result was handed to a wrong person. This is on record; whoever handed it over puts it right and apologises to the applicant.
rule-result-to-wrong-person-short = Result handed to a wrong person
rule-originals-here = Originals of the applicant are still here. Give them back (or record which ones stay in the file, and why) before archiving.
rule-originals-here-short = Originals not given back
rule-no-originals-here = No originals of this dossier are here any more.
rule-no-originals-here-short = No originals here
rule-outage-period = The time of the outage does not fit: it must end after it began; what has happened does not end in the future; planned downtime needs an end.
rule-outage-period-short = Time of the outage does not fit
rule-outage-announced-late = Planned downtime was announced later than the rules allow.
rule-outage-announced-late-short = Downtime announced late

# My work, in tabs.
tasks-tab-open = Can be done now
tasks-tab-open-hint = Steps you hold or nobody has taken yet, soonest due first.
tasks-tab-mine = Mine
tasks-tab-mine-hint = Steps you hold.
tasks-tab-unit = Taken by nobody
tasks-tab-unit-hint = Steps of the unit that nobody has taken yet.
tasks-tab-applicant = With the applicant
tasks-tab-applicant-hint = A supplement was asked for; the clock stands. The oldest come first.
tasks-tab-elsewhere = With another unit
tasks-tab-elsewhere-hint = A consultation is not answered yet, or a dossier you worked on is at somebody else's step.
tasks-tab-questions = Questions to answer
tasks-tab-questions-hint = Other units asked; this one has not answered yet.
tasks-questions-none = No question waits for an answer.
tasks-filter = Search and filter
tasks-any-procedure = Any procedure
tasks-due = Step due
tasks-due-any = Any time
tasks-due-late = Overdue
tasks-due-today = Today
tasks-due-tomorrow = Tomorrow
tasks-waits-since = Came up
tasks-asked = { $n } unanswered
due-today = Today, { $left }
due-tomorrow = Tomorrow

# Several at once.
several-tick = Choose
several-this = Tick dossier { $code }
several-with-ticked = With the ticked dossiers:
several-nothing-ticked = No dossier is ticked. Tick at least one.
several-confirm-title = { $act }: { $n } dossiers
several-confirm-button = { $act }: { $n } dossiers
several-each = Each dossier is an act of its own in your name; where one cannot be done, the reason is told.
several-sign-warning = A signature cannot be undone. Each dossier below is signed by itself, in your name; look at them once more.
several-these = Chosen dossiers
several-proposed = What was proposed
several-person-missing = Choose who takes them.
several-reason-missing = Say why they are handed over.
several-reason-hint = One reason for all chosen dossiers.
several-back = Back to the list
several-told = { $done } done, { $not } not done
several-what = What happened
several-not = Not done

nav-outages = Outages
standing-label = In force now
standing-delegated = You act under delegation { $number } of { $post }, until { $last }.
standing-lent = The powers of this post are lent to { $who } under { $number }, until { $last }. End it early here.
standing-outage = This unit has an outage since { $from }: work on paper, enter it later.
standing-planned = Planned downtime from { $from }.
outages-title = Outages and planned downtime
outages-what = During an outage on record, work is done on paper and entered later with the time on paper; both times are kept and shown.
outages-none = No outage is on record.
outages-who = The head of the one-stop shop or an administrator puts outages on record.
outages-list = On record
outages-when = When
outages-unit = Unit
outages-kind = What failed
outages-declared = Declared by
outages-act = What to do
outages-on = Going on
outages-planned = Planned
outages-end = It is over
outages-new = Put an outage on record, or announce downtime
outages-new-hint = What has happened: leave the end empty while it lasts. Planned downtime needs an end and is announced at least { $n } working days before.
outages-from = From (day)
outages-from-time = From (time)
outages-to = Until (day)
outages-to-hint = Leave empty while it lasts
outages-to-time = Until (time)
outages-button = Put on record
act-declare-outage-done = It is on record.
act-end-outage-done = The end of the outage is on record.

# Time of each step.
step-used = { $used } used
step-left = { $left } left
step-over = { $over } over
dossier-now = Step under way
dossier-now-clock = Time of this step
dossier-held-by = Held by
several-told-done = { $n } done

# Dossier pages: the list, one dossier, its timeline, the time of each holder.
dossier-code = Code
dossier-no-code = No code yet
dossier-applicant = Applicant
dossier-unnamed = Not named
dossier-representative = Representative
dossier-authorisation = Authorisation
dossier-procedure = Procedure
dossier-version = version { $n }
dossier-asked = What is asked
dossier-unit = Received and returned at
dossier-competent = Competent agency
dossier-channel = Filed
dossier-received-by = Received by
dossier-received = Received
dossier-due = Due
dossier-due-new = New date
dossier-promised = Date promised by law
dossier-first-due = Date on the first receipt
dossier-apologised = Apology given
dossier-ready = Result ready
dossier-returned = Result handed over
dossier-limit = Time limit
dossier-transfer-by = Transfer by
dossier-clock-stands = The clock stands, the applicant has the word
dossier-undecided = The period reaches past days off that are not decided yet; the date may be counted anew when they are.
dossier-late = Late
dossier-new-date = New date given
dossier-breaches = Breaches on record
dossier-breaches-n = { $n ->
    [one] { $n } breach
   *[other] { $n } breaches
}
dossier-breach-nobody = Nobody's alone: see who held it how long
dossier-steps = Steps
dossier-timeline = What happened
dossier-stands = Where it stands
dossier-nobody-yet = nobody has it yet
dossier-by-delegation = by delegation no. { $number }
dossier-text-erased = (text erased)

list-title = Dossiers
list-q = Code or applicant's name
list-q-hint = Typing without marks is enough
list-phase = Where it stands
list-any-phase = Anywhere
list-late = Late
list-late-only = Only dossiers that are late now
list-none = There is no dossier within your reach yet.
list-none-found = No dossier matches. Try fewer letters, or clear the filter.
list-from-start = Back to the start of the list
list-all = See all

dossier-originals = { $n ->
    [one] { $n } original
   *[other] { $n } originals
}
dossier-copies = { $n ->
    [one] { $n } copy
   *[other] { $n } copies
}
paper-none-counted = No number given
papers-title = Papers
papers-paper = Paper
papers-listed = By the published list
papers-handed-in = Handed in
papers-from-database = Read from a database
papers-shown-only = Only shown, not kept
papers-missing = Missing
papers-state-has = The State has it, not asked for
papers-not-needed = Not handed in
papers-sets = Sets: { $n }.
papers-originals-here = Originals are kept here and go back with the result.
papers-originals = Originals received
papers-copies = Copies received
papers-database = Data in place of the paper
papers-from = Read from: { $database }

step-added = Step "{ $work }" is not in the source's process; added here
dossier-step-share = { $percent }% of the limit ({ $time })
step-done-at = done { $when }
step-done-late = done { $when }, after the step's date

working-time-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
working-time-hours = { $n } h
working-time-minutes = { $n } min
working-days-suffix = working days

held-title = Time by holder
held-who = Holder
held-step = Step
held-span = From – until
held-worked = Working time
held-left = Left on arrival
held-outage = Outage: { $unit }
held-number = { $n }.
held-over = Beyond own share
held-inherited = Inherited lateness
held-still = still
held-total = Total
held-how = How it is counted
held-how-text = Each working minute from receipt to result belongs to exactly one holder, so the parts add up to the total. A day is 8 working hours. "Left on arrival" is the step's time that was not used up when the dossier came; "beyond own share" is what was held longer than that. "Inherited lateness" is what others overran since the clock started, and is not charged to them. The time of an outage is charged to nobody. While the applicant is asked for a supplement the clock stands.

supplement-title = Supplement request { $n }
supplement-asked = Asked
supplement-papers = Papers asked for
supplement-arrived = Arrived
supplement-waiting = Waiting for the applicant
consultation-title = Consultation: { $unit }
consultation-waiting = Not answered yet

timeline-step = Step
timeline-step-until = { $step }, due { $due }
timeline-reason = Reason
timeline-content = Content
timeline-missing = Papers missing
timeline-due = Due
timeline-new-due = New date
timeline-outside-paper = Paper outside the list
timeline-claimed = Took the step
timeline-to = To
timeline-done = Step done
timeline-note = Note
timeline-began = Next step
timeline-back-to = Back to step
timeline-asked-unit = Unit asked
timeline-question = Question
timeline-answer = Answer
timeline-answer-by = Answer by
timeline-papers-asked = Papers of the list
timeline-none = none
timeline-new-fact = New fact
timeline-outcome = Decision
timeline-ground = Legal ground
timeline-how = Handed over
timeline-proof = Proof
timeline-reference = Reference
timeline-originals-back = Originals were given back.
timeline-field = Field corrected
timeline-before = Before

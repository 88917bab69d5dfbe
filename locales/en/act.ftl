# The form of each act on a dossier, and my work.
acts-open = What can be done now
acts-closed = What cannot be done now, and why
act-cancel = Back to the dossier
act-continue = Continue
act-stale = Somebody else acted on this dossier while this page was open. What you typed is kept below; look at what happened, then send it again if it is still needed.
act-since = What happened since
act-since-what = Sending the form below acts on the dossier as it is now.
act-last-note = Note of an earlier step: { $step }
reason = Reason

act-delegate-done = The delegation is recorded.
act-end-delegation-done = The delegation has ended.

finish-note = What was found or is proposed
approve-note = Remark
note = Remark
send-back-reason-hint = Say what must be done again; whoever handles it sees this.
reject-reason-hint = The applicant gets this in writing; it is the result of the dossier.
stop-reason-hint = Stands in the notice that it is stopped.
stop-ground = Legal ground
stop-ground-hint = For example: article, clause, number of the document
assign-step = Step under way: { $step }.
assign-held = Held by: { $who }.
assign-nobody = Nobody else in the unit is in a post that may hold this step.
assign-person = Give it to
consult-unit = Unit to ask
consult-question = Question
consult-question-hint = Ask everything at once; leave out personal data that is not needed.
consult-days = Answer within
answer-which = Question
answer-by = Answer by { $when }
answer-text = Answer

supplement-once-note = A supplement may be asked for once only. Check all papers and ask for everything now; the clock stands and starts anew when all has come.
supplement-second-warning = This dossier was asked for a supplement before, { $when }. Asking again is recorded as a breach, shown to the leader and the applicant, and needs a new fact.
supplement-late-warning = The time for asking has passed ({ $when }). It can still be sent; that it is late is recorded.
supplement-items = Papers asked for
supplement-items-hint = Only of the published list.
supplement-what = What is missing or wrong
supplement-not-retrievable = Why it cannot be read from the database
supplement-not-retrievable-hint = This paper is replaced by: { $database }
supplement-reason = Why it is asked for
supplement-reason-hint = So that the applicant understands and can do it at once.
supplement-new-fact = New fact that makes it unavoidable
supplement-new-fact-hint = It is recorded and shown to the leader and the applicant.
supplement-outside = A paper outside the published list is needed
supplement-outside-warning = Papers outside the list may not be demanded. What is entered here is recorded as a breach and shown to the leader and the applicant, who need not hand it in.
supplement-outside-paper = Paper
supplement-outside-reason = Why it is needed
supplement-other-papers = Other papers handed in this time

apologise-late-warning = An apology comes at the latest one day before the date. It can still be sent; that it is late is recorded.
apologise-reason-hint = Stands in the letter to the applicant.
apologise-days = New date
apologise-days-hint = The date now: { $old }. One new date only; the first date is kept.
apologise-choice = { $n ->
    [one] { $n } working day
   *[other] { $n } working days
}: { $when }

return-result-is = Result
return-to = Handed to
return-name = Name of the recipient
return-authorisation = Number and date of the authorisation
return-how = How
return-proof = Proof
return-reference = Code or tracking number
return-reference-hint = Needed with a one-time code or by post.
return-originals = Originals
return-originals-back = All originals were given back
return-originals-warning = Originals are still here: give them back with the result.
withdraw-reason = Reason the applicant gave
withdraw-originals = Originals are here and go back on withdrawal.
correct-procedure-which = The right procedure
correct-procedure-which-hint = Those published where it was received.
correct-procedure-right = The right procedure
correct-procedure-other = Choose another one
correct-procedure-cases = What holds in this case
correct-procedure-papers = Papers handed in, as the right procedure lists them
correct-entry-which = Which entry is wrong
correct-entry-empty = (empty)
correct-entry-value = The right value

tasks-title = My work
tasks-none = Nothing waits for you. New work appears here when a dossier comes to your step.
tasks-no-more = That was all.
tasks-late = { $n ->
    [one] { $n } step is overdue
   *[other] { $n } steps are overdue
}
tasks-step = Step
tasks-step-due = Step due
tasks-result-due = Result due
tasks-mine = Mine
tasks-act = Act
tasks-questions = Questions the unit must answer
tasks-asked-by = Asked by
act-stale-over = Somebody else acted on this dossier while this page was open, so this can no longer be done. What you typed is kept below in case you need to copy it; look at what happened, then go back to the dossier.

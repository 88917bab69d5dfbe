# Pages for everybody: home, procedures, following a dossier.
fee-free = Free of charge
fee-unknown = Amount not known; ask where you file
fee-amount = { $amount } { $unit }
fee-online = Filed online: { $amount } { $unit }.
fee-pages = Pages { $from } to { $to }: { $amount } a page
fee-pages-on = From page { $from } on: { $amount } a page
fee-cap = At most { $amount }.
fee-exempt = Exempt: { $who }.

cited-design = this system's own rule

home-title = Public procedures at the one-stop shop
home-lead = See which papers you need, how long it takes and what it costs; follow a dossier you have filed. No account needed.
home-search-title = Find a procedure
home-search-label = What do you need to do?
home-search-hint = Use everyday words, in Vietnamese with or without marks, or in English: khai sinh, giay doc than, marriage.
home-follow-title = Look up a dossier
home-often = Often needed
home-all = All { $n } procedures
home-where = Where to file and fetch results
home-notes = About the data on this page
limit-short-same-day = Same day
shop-name = One-stop shop
shop-address = Address
shop-hours-title = Open
shop-no-addresses = The data do not hold the addresses of these offices yet.
shop-address-unknown = Address not recorded
shop-hours = Open: { $hours }

procedures-title = Procedures
procedures-found = { $n ->
    [one] { $n } procedure.
   *[other] { $n } procedures.
}
procedures-none = Nothing found. Try another word, or fewer words, or ask at the one-stop shop.
procedures-all = All procedures
procedures-all-fields = All fields
procedures-field = Field
procedures-name = Procedure
procedures-limit = Time limit
procedures-fee = Fee
procedures-where = Received at
procedures-by-law = By its own law

procedure-voice = This is not a one-stop dossier.
procedure-voice-private = Complaints, denunciations and citizen reception follow laws of their own; they get no tracking code and are never followed in public, so that whoever writes is protected.
procedure-receive = Receive a dossier
procedure-short-title = In short
procedure-short-papers = What to bring
procedure-short-no-papers = No paper is compulsory.
procedure-short-more = Some cases need more papers, and some papers the State already has: see the full list
procedure-short-limit = How long it takes
procedure-short-fee = What it costs
procedure-short-where = Where to file
procedure-short-where-list = See the places
procedure-short-how = How to file
procedure-where = Where it is received
procedure-where-none = No unit here has published it yet.

part-papers = Papers
part-sets = Number of sets: { $n }.
part-limit = Time limit
part-fee = Fee
part-sequence = Sequence
part-channels = Ways to file
part-result = Result
part-agencies = Agencies
part-subjects = Who may apply
part-requirements = Requirements and conditions
part-steps = Steps inside the agency
part-basis = Legal basis
part-unstated = The published source does not say.
part-decision = Published by Decision { $decision }.
part-decision-unstated = The source names no decision.
part-effective = In force from { $day }.
part-effective-unstated = The source gives no first day in force.

note-prefix = Note:
note-memory = partly from memory, not verified
note-template = partly taken from a similar procedure's process
note-translation = some sentences are translated by those who made the data

paper-name = Paper
paper-originals = Originals
paper-copies = Copies
paper-need = When it is needed
paper-form = Form: { $form }
paper-replaced = Need not be filed
paper-replaced-by = if it can be read in: { $database }.

limit-by-case = Depends on the case, see below
limit-open = Stated by each place of receipt
limit-open-why = The source gives no common limit. The place of receipt must publish one before it receives; the date is on the receipt.
limit-extension = It may take longer:
limit-case-in-person = At the counter
limit-case-online = Online
limit-case-post = By post
limit-case-merit = People with merit
limit-case-social-protection = Social protection
limit-case-social-insurance = Social insurance
limit-case-detached-house = Detached house

agency-deciding = Decided by
agency-receiving = Received at
agency-level = Level

step-no = Step
step-who = Who
step-action = What is done
step-time = Share of time
step-share = { $percent }%
step-share-hours = { $percent }% ({ $hours } working hours)
step-not-counted = Not counted in the limit

follow-title = Look up a dossier
follow-code = Dossier code
follow-code-hint = It is printed on the receipt. For example: 000.00.14.H24-261123-0001
follow-go = Look up
follow-degree-title = Degree of completion
follow-degree = { $done } of { $total } steps done.
follow-finished = Completed.
follow-unknown = There is no dossier with this code. Please compare each digit with the receipt.
follow-use-qr = Other people can guess codes, so only the degree of completion is shown here. To see where the dossier is and by when, scan the QR code on the receipt.

status-code = Dossier { $code }
status-waits = The dossier is at { $unit } since { $since }; the result is promised for { $due }.
status-due = Being handled; promised for { $due }.
status-awaiting = Waiting for you to add papers, since { $since }.
status-clock-stands = The clock is stopped; once the papers are complete it starts anew, with a new date.
status-ready = The result has been ready since { $since }; please fetch it at { $unit }.
status-returned = The result was handed over on { $when }.
status-rejected = The result is a written refusal that states its reason.
since-today = { $time } today
since-date = { $weekday } { $date }
status-received = Received
status-promised = Promised for
status-first-due = First promised for
status-new-due = New date
status-due-after-supplement = Promised after the supplement
status-apologised = Apology given
status-result-since = Result ready
status-handed-over = Handed over
status-breaches = Something was not done by the rules in this dossier. It is recorded here so that you know.
breach-paper-demanded-outside-list = An official asked for a paper outside the published list. You need not hand that paper in.
breach-second-supplement = A supplement was asked for a second time; the rules allow one.
breach-transfer-late = The dossier was passed on later than the rules allow.
breach-supplement-late = The request for a supplement was made later than the rules allow.
breach-apology-late = The apology was sent later than the rules allow.
breach-result-late = The result was ready after the promised date.
status-steps = Steps
status-where = Where to fetch the result
status-bring = Please bring the receipt and an identity document. If the receipt is lost, the identity document is enough; somebody else also needs a written authorisation.
status-supplement-how = The papers to add are listed in the request; hand them in here or the way you filed. A supplement is asked for once only.
status-procedure = About this procedure
status-no-names = This page shows no names or personal details. Whoever holds the receipt can read it.
paper-form-no = Form { $form }

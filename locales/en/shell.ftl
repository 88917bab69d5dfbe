# The frame of every page.
service-name = One-stop shop
title-suffix = One-stop shop
skip-to-content = Skip to main content
header-home = To the main page
nav-label = Main sections
nav-sub-label = Parts of this page
nav-side-label = Sections
language-label = Language
language-vi = Tiếng Việt
language-en = English
sign-in = Sign in
sign-out = Sign out
switch-post = Change post
signed-in-as = Signed in as
footer-promise = Every task has a person in charge, a due time and a record.
footer-label = Footer links
time-note = All times are in Viet Nam time.

back = Back
breadcrumb-label = Where this page is
optional = optional
error-prefix = Error:
error-title = Error: { $title }
error-summary-title = There is a problem
error-what-next = What to do
error-operation-id = Operation number
error-operation-hint = Give this number when you ask for help.
error-home = To the home page
warning-prefix = Warning
banner-label = General notice
notice-title = Notice
flash-success-title = Done
flash-important-title = Important
flash-error-title = Not done

date-day = Day
date-month = Month
date-year = Year
select-choose = Choose one
filter-title = Filter the list
filter-apply = Filter
filter-clear = Clear filter
search-button = Search

pagination-label = Pages
pagination-previous = Previous page
pagination-next = Next page

step-done = Done
step-current = In progress
step-todo = Not yet
step-late = Overdue
step-skipped = Not needed
step-holder = Held by
step-due = Due
steps-label = Steps

weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday

due-now = due now
due-in-minutes = { $n ->
    [one] { $n } minute left
   *[other] { $n } minutes left
}
due-in-hours = { $n ->
    [one] { $n } hour left
   *[other] { $n } hours left
}
due-in-days = { $n ->
    [one] { $n } day left
   *[other] { $n } days left
}
due-late-minutes = { $n ->
    [one] { $n } minute late
   *[other] { $n } minutes late
}
due-late-hours = { $n ->
    [one] { $n } hour late
   *[other] { $n } hours late
}
due-late-days = { $n ->
    [one] { $n } day late
   *[other] { $n } days late
}
due-in-hours-minutes = { $hours } h { $minutes } min left
due-late-hours-minutes = { $hours } h { $minutes } min late

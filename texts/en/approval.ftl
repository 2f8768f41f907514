# Approval by a second person.
approval-title = Approvals
approval-more = What nobody does alone: taking many people away by name, withdrawing a large list, erasing, and granting the whole region. One person asks, another who has the right decides, then the asker carries it out once. Every step stands in the audit log.
approval-none = There is no request that you may see yet.
approval-to-decide = Waiting for your decision
approval-mine = My requests
approval-others = Other requests in your area
approval-act = Request
approval-act-take = Taking a list by name
approval-act-withdraw = Withdrawing a list
approval-act-erase = Erasing a list
approval-act-grant = An account for the whole region
approval-act-token = A token for the whole region
approval-act-erase-person = Erasing one person
approval-people = Rows of people
approval-reason = Reason
approval-reason-help = For the second person who decides; write no name or NIK.
approval-why = Note on the decision (needed to reject)
approval-asked-by = Asked by
approval-asked-at = Asked on
approval-decided-by = Decided by
approval-ends = Valid until
approval-link-ends = The file can be fetched until
approval-done-at = Carried out on
approval-hash = Fingerprint of the content
approval-state-asked = waiting for a second person
approval-state-approved = approved, not carried out yet
approval-state-waiting = its file waits to be fetched
approval-state-done = carried out
approval-state-rejected = rejected or taken back
approval-state-ended = out of time
approval-decide-more = You decide for the institution, not for the asker: look at the number, the area and the reason. If the data changes before it is carried out, this approval no longer holds.
approval-approve = Approve
approval-reject = Reject
approval-take-back = Take the request back
approval-wait = Waiting for somebody else who has the right. You cannot approve your own request.
approval-carry-out = Carry out now
approval-then-take = Carrying it out shows the password of the file once; the file can then be downloaded once.
approval-then-withdraw = Carrying it out takes this list out of the figures.
approval-then-erase = Carrying it out destroys the key and files of this list. It cannot be undone.
approval-then-grant = Carrying it out makes the account and shows its activation code once.
approval-then-token = Carrying it out makes the token and shows it once.
approval-then-erase-person = Carrying it out destroys the data of this person in every list. It cannot be undone.
approval-fetch = Download the file
approval-fetch-more = The file can be downloaded once, by you, until { $day }. It is encrypted: Excel and LibreOffice ask for its password.
approval-password-once = The password of the file. Note it now; it is not shown again.
approval-password-how = Do not send the password the same way as the file.
approval-withdrawn = Batch { $batch } is out of the figures.
approval-erased = Batch { $batch } is erased.
approval-erased-person = The data of this person is destroyed: { $rows } rows in { $batches } lists.
approval-needed = A list of this size is not withdrawn alone: a second person decides on your request.
approval-ask = Ask for approval
approval-ask-list = Ask for approval for { $count } people
approval-too-many = More than { $count } people are taken with the approval of a second person, as an encrypted file.
approval-erase = Erase this list
approval-erase-more = The key and all files of the list are destroyed; its counts stay. A second person always decides.
approval-approved = Request { $id } is approved.
approval-rejected = Request { $id } is rejected.
take-mark = Taken by { $who } for { $purpose }, { $at }. Personal data: do not pass on.
take-mark-approved = Approval { $id }, by { $by }.
error-needs-second = This needs a second person ({ $detail }).
    .fix = Ask for approval on the page; somebody else who has the right decides.
error-no-approval = There is no such request.
    .fix = Open it from the page Approvals.
error-approval-account = Only an account asks for approval, not { $detail }.
    .fix = Sign in with your account.
error-approval-reason = Write the reason.
    .fix = One sentence for whoever decides, without a name or NIK.
error-approval-own = You cannot approve your own request.
    .fix = Somebody else who has the right decides.
error-approval-others = Only whoever asked carries it out.
    .fix = Ask them to open the page Approvals.
error-approval-changed = The data changed since it was asked: what would be done is not what was approved.
    .fix = Ask once more.
error-approval-state = This step cannot be taken: { $detail ->
        [asked] nobody has decided
        [approved] it is approved and not carried out
        [waiting] its file waits already
        [rejected] the request was rejected
        [ended] its time is over
       *[done] it was carried out
    }.
    .fix = Open the request, or ask once more.

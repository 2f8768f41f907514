# Backups, keys, retention, erasing.
backed-up = Backup { $generation }: { $files } files ({ $copied } copied now, { $bytes } bytes), { $rows } rows. The key is not in it.
backup-let-go = let go of: { $generation }
restored = Restored from { $generation } in { $seconds } seconds: { $files } files, { $batches } batches, { $rows } rows, { $lines } audit lines; audit root { $root }.
restore-verified = Backup { $generation } is whole ({ $seconds } seconds): { $files } files, { $batches } batches, { $rows } rows, { $lines } audit lines; audit root { $root }. Nothing was replaced.
restore-kept = what was there before is kept in { $path }
swept = Removed because their days were over: { $waiting } waiting files, { $checks } results of checks, { $refused } workbooks of refused rows, { $debris } pieces of debris.
key-rotated = The key was changed; no row was touched. The old key is { $old }: keep it apart as long as old backups exist, then destroy it.
erased = Batch { $batch } is erased: its key and { $files } files are gone. Earlier backups hold it until they are let go of.
held = Batch { $batch } is held; hold { $id }.
hold-released = Hold { $id } was released.
verify-catalogue = CATALOGUE DAMAGED: { $told }
verify-unbalanced = Batch { $batch } does not balance: rows read are not accepted + refused + duplicate, or the facts are not the accepted rows
error-key-command = This key is given by the command { $detail }; Sinergi cannot change it.
    .fix = Change the key where it is kept, or use a key file.
error-key-old = The old key of an earlier change is still there: { $detail }.
    .fix = Move it to a safe place elsewhere, then try again.
error-erased = This question needs batch { $detail }, which was erased.
    .fix = Ask about a day after the batch was withdrawn; figures that were opened before stay under their links.
error-erase-current = Batch { $detail } is still counted.
    .fix = Withdraw it first with sinergi withdraw { $detail }.
error-erase-held = This batch is held ({ $detail }).
    .fix = Wait until the case has ended, or release it with sinergi hold release.
error-erase-linked = The last links still rest on batch { $detail }.
    .fix = Run sinergi link, then try again.
error-no-hold = There is no hold { $detail }, or it was released.
error-backup-inside = The backup folder { $detail } is inside the data folder; both would be lost together.
    .fix = Choose a folder on another disk.
error-backup-twice = The backup { $detail } exists already.
    .fix = Try again in a second.
error-restore-none = There is no backup in { $detail }.
    .fix = Look at the folder; generations look like 20260701T020000Z.
error-restore-format = The form of this backup ({ $detail }) is not one that this program knows.
    .fix = Use the program that made it.
error-restore-proof = The manifest of backup { $detail } was changed since it was made, or the key is another.
    .fix = Use another generation, or the key that was in force when the backup was made.
error-restore-catalogue = The catalogue in the backup is damaged: { $detail }
    .fix = Use another generation.
error-restore-differs = The catalogue of the backup in { $detail } is not what was recorded when it was made.
    .fix = Use another generation.
error-restore-audit = The audit log in the backup was changed from line { $detail }
    .fix = Use another generation, and tell the data protection officer.
access-too-much = Too many requests from this account. Try again in { $seconds } seconds.
privacy-title = # Record of processing and assessment of impact: { $region } ({ $code }), { $day }
privacy-how = Written by `sinergi privacy` from the configuration and the catalogue of that day. What the program does not know is marked **[for the controller]**. Articles of UU 27/2022; the official text of its implementing regulation has not been checked.
privacy-synthetic = **This installation holds people who do not exist.**
privacy-who =
    ## Who and what for (article 31)

    Controller, data protection officer and how to reach them: **[for the controller]**. Basis of processing of each source and number of its agreement: **[for the controller]**. Purpose: to know which workers are insured and which are not, to plan their cover, and to follow up obligations.
privacy-data = ## Data held
privacy-data-headings = kind | batches | accepted rows | sources | describes | sealed columns
privacy-data-gone = { $withdrawn } batches are withdrawn and still kept; { $erased } batches are erased.
privacy-data-cases = Cases hold { $evidence } pieces of evidence, each sealed by itself, and { $payments } rows of bank statements with the payer sealed. Neither has a day on which it ends.
privacy-access = ## Who may do what
privacy-access-headings = role | accounts | may | data of people
privacy-recipients = Other systems that read (tokens in force):
privacy-recipients-headings = for | role | regions
privacy-key-file = a file outside the data folder
privacy-key-command = a command
privacy-keeping =
    ## Keeping

    Identity, uploads and refused rows are sealed (AES-256-GCM) under the key of each batch; the key outside comes from { $key }. Tokens of NIKs: HMAC-SHA-256. Waiting files { $waiting } days, results of checks { $checks } days, refused rows that were handed out { $refused } days. How long batches are kept: **[for the controller]**; erased with `withdraw`, `link`, `erase`. Batches held for a case: { $held }.
privacy-audit = Audit log: { $lines } lines, { $signed } signed points. Each opening of data of people is recorded with its reason.
privacy-impact =
    ## Assessment of impact (article 34)

    Required: large scale, matching and combining, systematic monitoring; and specific data where wages, claims or heirs are held. No decision with legal effect without a human: matches and findings only propose. Measures: roles and regions, codes of a phone, sealing, an audit log with witnesses, limits on how many are opened, uploads read in a confined process, small counts hidden on public pages.
privacy-residual =
    ## What risk remains

    Whoever has machine, data folder and key sees everything. Whoever may see a row can photograph it. Facts are pseudonymous, not anonymous. Small places can be computed from the rest within an installation. Judgement, signature and date: **[for the controller]**.
privacy-written = Written: { $path }

error-config-two-keys = key_file and key_command are both set; the file is used.
    .fix = Take one of them out.
error-config-no-command = key_command is empty.
    .fix = Write the program and its arguments, or take the line out.

-- JSON of the ids of the files that go along with an e-mail of no batch.
alter table email_messages add column attachments text;

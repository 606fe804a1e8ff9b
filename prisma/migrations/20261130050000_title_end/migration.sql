-- A residence card of which the register gives no expiry: how long it is valid is unknown, and not without end.
ALTER TABLE "directory"."residence_title" ADD COLUMN     "end_unknown" BOOLEAN NOT NULL DEFAULT false;

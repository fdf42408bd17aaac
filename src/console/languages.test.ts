import assert from "node:assert/strict";
import { it } from "node:test";
import { LANGUAGES as OF_INVITATIONS } from "../http/api/organizations/invitation-mail.ts";
import { LANGUAGES as OF_PAGES } from "../http/console/page/view.ts";
import { NOTICE_LANGUAGES } from "../member-notices/choices.ts";
import { LANGUAGES } from "./languages.ts";

it("the console speaks what its pages, invitations and mails to members are written in", () => {
  assert.deepEqual(
    { OF_PAGES, OF_INVITATIONS, NOTICE_LANGUAGES },
    { OF_PAGES: LANGUAGES, OF_INVITATIONS: LANGUAGES, NOTICE_LANGUAGES: LANGUAGES },
  );
});

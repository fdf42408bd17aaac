import type { WaysMessages } from "./ways-messages.ts";

const NOT_YOU = "If that was not you, nothing has happened, and you need do nothing.";

export const waysEn: WaysMessages = {
  or: "or",
  withPasskey: "Use a passkey",
  passkeyFailed: "That passkey did not work. Try it again, or choose another way.",
  withProvider: (name) => `Continue with ${name}`,
  providerAway: (name) => `${name} cannot be reached right now`,
  byMail: "Get a link by e-mail",
  forgotten: "Forgot your password?",
  byCode: "Use a recovery code",
  to: {
    going: (name) => ({ title: `On to ${name}`, next: `Sign in there, and you will come back here.` }),
    goOn: "Go on",
  },
  from: {
    away: (name) => ({
      title: `${name} cannot be reached`,
      next: "Try again in a few minutes, or sign in another way.",
    }),
    failed: {
      title: "That did not work",
      next: "It took too long, or was begun in another window. Please begin again.",
    },
    noAccount: (name) => ({
      title: "You have no account here",
      next: `${name} knows you, but nobody has made you an account here. Ask whoever manages the doors to invite you.`,
    }),
    taken: (name) => ({
      title: "That belongs to another account",
      next: `Whoever you are at ${name} is linked to another account here.`,
    }),
  },
  noMail: {
    title: "This server sends no e-mail",
    next: "Sign in with a passkey or a recovery code. Without either, whoever runs the server can make you a link: user setup-link --user with your address.",
  },
  badLink: { title: "This link works no more", next: "It was used, or it is too old. You can ask for a new one." },
  sent: (minutes) => ({
    title: "Look into your mailbox",
    next: `If there is an account with this address, a message with a link is on its way. The link works once, for ${minutes} minutes.`,
  }),
  reset: {
    title: "Forgot your password?",
    next: "Tell us your address, and a link to set a new password will come by e-mail.",
    submit: "Send the link",
  },
  newPassword: (email) => ({
    title: "Set a new password",
    next: `For ${email}. You will be signed out everywhere else.`,
    submit: "Set the password",
  }),
  mailLink: {
    title: "Get a link by e-mail",
    next: "Tell us your address, and a link that signs you in will come by e-mail.",
    submit: "Send the link",
  },
  useLink: (email) => ({ title: "Sign in", next: `As ${email}, in this browser.`, submit: "Sign in" }),
  address: (current) => ({
    title: "Change your address",
    next: `It is ${current} now. A link goes to the new one, and the change counts once it is used.`,
    submit: "Send the link",
  }),
  useAddress: (email) => ({
    title: "Use this address",
    next: `From now on you sign in with ${email}. The address from before is told.`,
    submit: "Use this address",
  }),
  addressTaken: { title: "This address is taken", next: "Somebody else here has it already." },
  addressChanged: { title: "Your address is changed", next: "You sign in with the new one from now on." },
  recovery: {
    title: "Use a recovery code",
    next: "You were given ten of them. Each works once.",
    submit: "Sign in",
    code: "Recovery code",
    codeHint: "16 letters and digits. Capitals and dashes make no difference.",
    wrong: "The address or the code is not right.",
  },
  codes: {
    title: "Your recovery codes",
    next: "Each signs you in once, when all else is lost. They are shown this once: print them, or write them down.",
    kept: "I have kept them",
  },
  page: {
    title: "How you sign in",
    sessions: "Where you are signed in",
    passkeys: "Passkeys",
    passkeysNext:
      "Your phone, computer or security key signs you in, with its own lock. Nothing to remember, nothing to steal.",
    noPasskeys: "You have none yet.",
    passkeyName: "A name for it",
    addPasskey: "Add a passkey",
    needsScript: "Passkeys need JavaScript, and a browser that knows them.",
    needsName: "Passkeys need a server with a name: whoever runs it can give it one (PUBLIC_URL).",
    used: (when) => `Last used ${when}`,
    neverUsed: "Not used yet",
    rename: "Rename",
    remove: "Remove",
    removeOne: (name) => `Remove ${name}`,
    lastWayIn: "This is your last way in, so it stays. Add another one first.",
    tooMany: "You have 20 passkeys, which is as many as there can be. Remove one first.",
    password: "Password",
    hasPassword: "You have one.",
    noPassword: "You have none.",
    changePassword: "Change the password",
    setPassword: "Set a password",
    providers: "Other sign-ins",
    linked: (name) => `${name} signs you in.`,
    link: (name) => `Link ${name}`,
    unlink: "Unlink",
    codes: "Recovery codes",
    codesLeft: (count) => (count === 0 ? "You have none." : count === 1 ? "One is left." : `${count} are left.`),
    makeCodes: "Make new codes",
    address: "E-mail address",
    changeAddress: "Change the address",
  },
  letters: {
    reset: {
      subject: "Set a new password",
      before: "Somebody asked to set a new password for your Latchstring account. This link does it:",
      after: (minutes) => `It works once, for ${minutes} minutes. ${NOT_YOU}`,
    },
    mailLink: {
      subject: "Your link to sign in",
      before: "This link signs you in to your Latchstring account:",
      after: (minutes) => `It works once, for ${minutes} minutes. ${NOT_YOU}`,
    },
    address: {
      subject: "Confirm your new address",
      before: "Somebody wants to use this address for their Latchstring account. This link confirms it:",
      after: (minutes) => `It works once, for ${minutes} minutes. ${NOT_YOU}`,
    },
    addressChanged: {
      subject: "Your address was changed",
      text: (masked) =>
        `The address of your Latchstring account was changed to ${masked}. This one signs you in no more.\n\nIf that was not you, tell whoever runs the server at once.`,
    },
    changed: {
      subject: "How you sign in was changed",
      text: (what) => `${what}\n\nIf that was not you, tell whoever runs the server at once.`,
    },
    changes: {
      password: "The password of your Latchstring account was changed, and you were signed out everywhere else.",
      "passkey-added": "A passkey was added to your Latchstring account.",
      "passkey-removed": "A passkey was removed from your Latchstring account.",
      "provider-linked": "Another sign-in was linked to your Latchstring account.",
      "provider-unlinked": "Another sign-in was unlinked from your Latchstring account.",
      "codes-made": "New recovery codes were made for your Latchstring account; the ones before are void.",
      "code-used": "Somebody signed in to your Latchstring account with a recovery code.",
    },
  },
};

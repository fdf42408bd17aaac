import type { WaysMessages } from "./ways-messages.ts";

const NOT_YOU = "If this wasn't you, nothing has changed and you can ignore this message.";

export const waysEn: WaysMessages = {
  or: "or",
  withPasskey: "Use a passkey",
  passkeyFailed: "That passkey didn't work. Try it again, or choose another way.",
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
      title: "That didn't work",
      next: "It took too long, or you started in another window. Please start again.",
    },
    noAccount: (name) => ({
      title: "You have no account here",
      next: `${name} confirmed who you are, but you have not been invited here yet. Ask whoever manages the doors for an invitation.`,
    }),
    taken: (name) => ({
      title: "Already linked to another account",
      next: `Your sign-in at ${name} is linked to a different account here.`,
    }),
  },
  noMail: {
    title: "This server doesn't send e-mail",
    next: "Sign in with a passkey or a recovery code. If you have neither, ask whoever runs the server for a new link (user setup-link --user, with your address).",
  },
  badLink: {
    title: "This link is no longer valid",
    next: "It has been used already, or it is too old. You can ask for a new one.",
  },
  sent: (minutes) => ({
    title: "Check your inbox",
    next: `If there is an account with this address, we have sent a link to it. It works once, for ${minutes} minutes.`,
  }),
  reset: {
    title: "Forgot your password?",
    next: "Enter your e-mail address, and we will send you a link to set a new password.",
    submit: "Send the link",
  },
  newPassword: (email) => ({
    title: "Set a new password",
    next: `For ${email}. You will be signed out everywhere else.`,
    submit: "Set the password",
  }),
  mailLink: {
    title: "Get a link by e-mail",
    next: "Enter your e-mail address, and we will send you a link that signs you in.",
    submit: "Send the link",
  },
  useLink: (email) => ({ title: "Sign in", next: `As ${email}, in this browser.`, submit: "Sign in" }),
  address: (current) => ({
    title: "Change your e-mail address",
    next: `Your address is ${current}. We will send a link to the new one; it changes when you open that link.`,
    submit: "Send the link",
  }),
  useAddress: (email) => ({
    title: "Confirm your new address",
    next: `You will sign in with ${email} from now on. We will let your old address know.`,
    submit: "Confirm",
  }),
  addressTaken: { title: "This address is taken", next: "Somebody else here uses it already." },
  addressChanged: { title: "Your address has changed", next: "Use the new one to sign in from now on." },
  recovery: {
    title: "Use a recovery code",
    next: "You saved ten of them when you created them. Each works once.",
    submit: "Sign in",
    code: "Recovery code",
    codeHint: "16 letters and digits. Capitals and dashes don't matter.",
    wrong: "The address or the code is not right.",
  },
  codes: {
    title: "Your recovery codes",
    next: "Each one signs you in once if you lose everything else. You will not see them again: print them, or write them down.",
    kept: "I have saved them",
  },
  page: {
    title: "How you sign in",
    sessions: "Where you are signed in",
    passkeys: "Passkeys",
    passkeysNext:
      "Sign in with your phone, computer or security key, unlocked as usual. Nothing to remember, nothing to steal.",
    noPasskeys: "You have none yet.",
    passkeyName: "Name of the passkey",
    addPasskey: "Add a passkey",
    needsScript: "Passkeys need JavaScript and a browser that supports them.",
    needsName: "Passkeys need a server with a domain name (PUBLIC_URL).",
    used: (when) => `Last used ${when}`,
    neverUsed: "Not used yet",
    rename: "Rename",
    remove: "Remove",
    removeOne: (name) => `Remove ${name}`,
    lastWayIn: "This is your only way to sign in. Add another one first.",
    tooMany: "You have 20 passkeys, the most there can be. Remove one first.",
    password: "Password",
    hasPassword: "You have a password.",
    noPassword: "You have no password.",
    changePassword: "Change your password",
    setPassword: "Set a password",
    providers: "Sign in with other accounts",
    linked: (name) => `Linked to ${name}.`,
    link: (name) => `Link ${name}`,
    unlink: "Unlink",
    codes: "Recovery codes",
    codesLeft: (count) => (count === 0 ? "You have none." : count === 1 ? "One left." : `${count} left.`),
    makeCodes: "Create new codes",
    address: "E-mail address",
    changeAddress: "Change your address",
  },
  letters: {
    reset: {
      subject: "Set a new password",
      before: "Use this link to set a new password for your Latchstring account:",
      after: (minutes) => `It works once, for ${minutes} minutes. ${NOT_YOU}`,
    },
    mailLink: {
      subject: "Your link to sign in",
      before: "This link signs you in to your Latchstring account:",
      after: (minutes) => `It works once, for ${minutes} minutes. ${NOT_YOU}`,
    },
    address: {
      subject: "Confirm your new address",
      before: "Use this link to confirm this address for your Latchstring account:",
      after: (minutes) => `It works once, for ${minutes} minutes. ${NOT_YOU}`,
    },
    addressChanged: {
      subject: "Your address was changed",
      text: (masked) =>
        `The address of your Latchstring account was changed to ${masked}. You can no longer sign in with this one.\n\nIf this wasn't you, tell whoever runs the server at once.`,
    },
    changed: {
      subject: "How you sign in was changed",
      text: (what) => `${what}\n\nIf this wasn't you, tell whoever runs the server at once.`,
    },
    changes: {
      password: "The password of your Latchstring account was changed, and you were signed out everywhere else.",
      "passkey-added": "A passkey was added to your Latchstring account.",
      "passkey-removed": "A passkey was removed from your Latchstring account.",
      "provider-linked": "Another sign-in was linked to your Latchstring account.",
      "provider-unlinked": "Another sign-in was unlinked from your Latchstring account.",
      "codes-made": "New recovery codes were created for your Latchstring account; the old ones no longer work.",
      "code-used": "Somebody signed in to your Latchstring account with a recovery code.",
    },
  },
};

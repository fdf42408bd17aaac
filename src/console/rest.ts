/** All screens but the first, and what is opened from anywhere: one file, which is a fifth smaller than many. */
export { Doors } from "./screens/doors/doors.tsx";
export { Door } from "./screens/doors/door.tsx";
export { NewKey } from "./screens/new-key/new-key.tsx";
export { Keys } from "./screens/keys/keys.tsx";
export { Key } from "./screens/key/key.tsx";
export { Timeline } from "./screens/timeline/timeline.tsx";
export { Activity } from "./screens/activity/activity.tsx";
export { ImportKeys } from "./screens/import-keys/import-keys.tsx";
export { Hubs } from "./screens/hubs/hubs.tsx";
export { Members } from "./screens/members/members.tsx";
export { ApiKeys } from "./screens/api-keys/api-keys.tsx";
export { Brand } from "./screens/brand/brand.tsx";
export { Partner } from "./screens/partner/partner.tsx";
export { MySignIn } from "./screens/sign-in/my-sign-in.tsx";
export { Notices } from "./screens/notices/notices.tsx";
export { Welcome } from "./screens/welcome/welcome.tsx";
export { Palette, Shortcuts } from "./ui/palette.tsx";
export { GateDialog } from "./ui/proof-dialog.tsx";

/** The languages of the guest's page, by their tags: the files of `http/guest/messages/`, as a test there says. */
export const GUEST_LANGUAGES =
  "ar cs da de el en es fi fr he hi hu it ja ko nb nl pl pt pt-BR ro ru sv th tr uk vi zh-Hans zh-Hant".split(" ");

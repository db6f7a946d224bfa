// What the SMTP sink has received.
const WAIT_MS = 10_000;

/** The newest mail to this address whose subject fits; waits for it. */
export async function mailTo(address, subject = /./) {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const mail = (await received(address)).findLast((mail) => subject.test(mail.subject));
    if (mail) return mail;
    if (Date.now() > deadline) throw new Error(`no mail to ${address} with a subject like ${subject} within 10 s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The first link in the mail that leads to this site. */
export function linkIn(mail, site) {
  const link = mail.text.match(/https?:\/\/\S+/g)?.find((link) => link.startsWith(`${site}/`));
  if (!link) throw new Error(`no link to ${site} in:\n${mail.text}`);
  return link.replace(/[.,)>]+$/, '');
}

async function received(address) {
  const answer = await fetch(`http://127.0.0.1:${process.env.ATHENA_TEST_SMTP_HTTP}/mails`);
  if (!answer.ok) throw new Error(`the SMTP sink answered ${answer.status}`);
  return (await answer.json()).filter((mail) => mail.to.some((to) => to.includes(address)));
}

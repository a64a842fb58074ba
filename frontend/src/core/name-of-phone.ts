const systems = ['iPhone', 'iPad', 'Android', 'Windows', 'Mac OS X', 'Linux']
/** Told apart by the first of these that is named: most browsers also call themselves Chrome or Safari. */
const browsers = [['MicroMessenger', '微信'], ['DingTalk', '钉钉'], ['EdgA?', 'Edge'], ['Firefox', 'Firefox'], ['Chrome', 'Chrome'], ['Version', 'Safari']] as const

/** What a browser calls itself, short, for lists of keys and of sessions: "Android · Chrome 140" rather than a paragraph. */
export function nameOfPhone(agent: string): string {
  const named = [systems.find((system) => agent.includes(system)) ?? '?']
  for (const [word, name] of browsers) {
    const version = new RegExp(`${word}/(\\d+)`).exec(agent)?.[1]
    if (version !== undefined) return [...named, `${name} ${version}`].join(' · ')
  }
  return named.join()
}

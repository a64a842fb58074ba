/** What a browser's user agent says of it, short: `Chrome · Android`. Empty where nothing is known. */
export function deviceName(agent: string): string {
  const systems: [RegExp, string][] = [[/HarmonyOS/, 'HarmonyOS'], [/Android/, 'Android'], [/iPhone/, 'iPhone'], [/iPad/, 'iPad'], [/Windows/, 'Windows'], [/Mac OS X/, 'macOS'], [/Linux/, 'Linux']]
  const browsers: [RegExp, string][] = [[/MicroMessenger/, '微信'], [/Edg\//, 'Edge'], [/Firefox\//, 'Firefox'], [/Chrome\//, 'Chrome'], [/Safari\//, 'Safari']]
  const first = (of: [RegExp, string][]): string | undefined => of.find(([sign]) => sign.test(agent))?.[1]
  return [first(browsers), first(systems)].filter((one) => one !== undefined).join(' · ') || agent.slice(0, 40)
}

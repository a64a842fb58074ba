import type { Said } from '@/core/language'
import type { Role } from '@/core/shapes'
import { peopleWords as words } from '@/words/people'

export const roleNames: Record<Role, Said> = {
  INSPECTOR: words.roleINSPECTOR, DISPATCHER: words.roleDISPATCHER, CREW: words.roleCREW,
  COMMAND: words.roleCOMMAND, OFFICE: words.roleOFFICE, ADMIN: words.roleADMIN,
}
export const allRoles = Object.keys(roleNames) as Role[]

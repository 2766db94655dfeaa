/** The page of a robot; `project` is null for a system robot. */
export function robotHref(id: number, project: string | null): string {
  return project === null ? `/robots/${id}` : `/projects/${project}/robots/${id}`;
}

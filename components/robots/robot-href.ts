/** A robot's page. @param project the project it belongs to; null for a system robot */
export function robotHref({ id, project }: { id: number; project: string | null }): string {
  return project === null ? `/robots/${id}` : `/projects/${project}/robots/${id}`;
}

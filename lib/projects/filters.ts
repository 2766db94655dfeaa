/** Filters of the list of projects by their robots, by value in the URL. */
export const PROJECT_ROBOT_FILTERS = { expiring: "Expiring soon", expired: "Expired", none: "None" } as const;
export type ProjectRobotFilter = keyof typeof PROJECT_ROBOT_FILTERS;

export const PROJECT_SORTS = ["name", "robots", "members", "created"] as const;

const ROBOTS = `SELECT 3 AS part, r.id, jsonb_build_object('v', 1, 'kind', 'robot', 'id', r.id, 'name', r.name,
  'description', coalesce(r.description, ''), 'project_id', r.project_id, 'expires_at', r.expiresat,
  'duration', r.duration, 'disabled', r.disabled, 'created', to_char(r.creation_time, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
  'updated', to_char(r.update_time, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'salt', r.salt, 'secret', r.secret,
  'prefix', coalesce((SELECT v FROM properties WHERE k = 'robot_name_prefix'), 'robot$'),
  'rights', coalesce((SELECT jsonb_agg(jsonb_build_object('scope', p.scope, 'resource', p.resource,
    'action', p.action, 'effect', coalesce(nullif(p.effect, ''), 'allow')))
    FROM role_permission rp JOIN permission_policy p ON p.id = rp.permission_policy_id
    WHERE rp.role_type = 'robotaccount' AND rp.role_id = r.id), '[]'::jsonb)) AS line
  FROM robot r WHERE coalesce(r.visible, true)`;

const PROJECTS = `SELECT 1 AS part, p.project_id AS id, jsonb_build_object('v', 1, 'kind', 'project',
  'id', p.project_id, 'name', p.name, 'owner', u.username,
  'created', to_char(p.creation_time, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) AS line
  FROM project p LEFT JOIN harbor_user u ON u.user_id = p.owner_id WHERE NOT p.deleted`;

const MEMBERS = `SELECT 2 AS part, m.id, jsonb_build_object('v', 1, 'kind', 'member', 'project_id', m.project_id,
  'username', u.username, 'group', g.group_name, 'role', m.role) AS line
  FROM project_member m JOIN project p ON p.project_id = m.project_id AND NOT p.deleted
  LEFT JOIN harbor_user u ON m.entity_type = 'u' AND u.user_id = m.entity_id
  LEFT JOIN user_group g ON m.entity_type = 'g' AND g.id = m.entity_id`;

/** Reads Harbor's database: one JSON object a line, projects before members before robots. */
export const HARBOR_SELECT =
  `SELECT line FROM (${PROJECTS} UNION ALL ${MEMBERS} UNION ALL ${ROBOTS}) export ORDER BY part, id`.replace(
    /\s+/g,
    " ",
  );

/**
 * What an admin of Harbor runs, on the machine with its database. CSV with impossible quotes and delimiters, because the
 * text format would double each backslash.
 */
export const HARBOR_EXPORT = `umask 077
psql -X -v ON_ERROR_STOP=1 -d registry <<'SQL'
\\copy (${HARBOR_SELECT}) TO 'harbor-robots.jsonl' WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')
SQL`;

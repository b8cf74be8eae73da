// Written by hand in the shape of the generator, which replaces this file.
export type FieldSchema = {
	key: string; label: string; type: string; policy: string; searched: boolean; sensitive: boolean; required: boolean;
	choices: string[]; link: string | null;
};
export type KindSchema = { key: string; label: string; plural: string; title: string; fields: FieldSchema[] };

export const KINDS: Record<string, KindSchema> = {
	contact: {
		key: 'contact', label: 'Person', plural: 'People', title: 'name',
		fields: [
			{ key: 'name', label: 'Name', type: 'text', policy: 'latest', searched: true, sensitive: false, required: true, choices: [], link: null },
			{ key: 'company', label: 'Company', type: 'link', policy: 'review', searched: true, sensitive: false, required: false, choices: [], link: 'company' },
			{ key: 'role', label: 'Role', type: 'text', policy: 'latest', searched: false, sensitive: false, required: false, choices: [], link: null },
			{ key: 'mobile', label: 'Mobile', type: 'phone', policy: 'field_first', searched: true, sensitive: false, required: false, choices: [], link: null },
			{ key: 'phone', label: 'Phone', type: 'phone', policy: 'field_first', searched: true, sensitive: false, required: false, choices: [], link: null },
			{ key: 'email', label: 'Email', type: 'email', policy: 'field_first', searched: true, sensitive: false, required: false, choices: [], link: null },
			{ key: 'address', label: 'Address', type: 'address', policy: 'field_first', searched: false, sensitive: false, required: false, choices: [], link: null },
			{ key: 'best_time', label: 'Best time', type: 'text', policy: 'field_first', searched: false, sensitive: false, required: false, choices: [], link: null },
			{ key: 'owner', label: 'Owner', type: 'link', policy: 'review', searched: false, sensitive: false, required: false, choices: [], link: 'colleague' },
			{ key: 'next_follow_up', label: 'Next follow-up', type: 'date', policy: 'review', searched: false, sensitive: false, required: false, choices: [], link: null },
			{ key: 'source', label: 'Source', type: 'text', policy: 'latest', searched: false, sensitive: false, required: false, choices: [], link: null },
			{ key: 'tags', label: 'Tags', type: 'tags', policy: 'union', searched: false, sensitive: false, required: false, choices: [], link: null }
		]
	},
	company: {
		key: 'company', label: 'Company', plural: 'Companies', title: 'name',
		fields: [
			{ key: 'name', label: 'Name', type: 'text', policy: 'latest', searched: true, sensitive: false, required: true, choices: [], link: null },
			{ key: 'phone', label: 'Phone', type: 'phone', policy: 'field_first', searched: true, sensitive: false, required: false, choices: [], link: null },
			{ key: 'email', label: 'Email', type: 'email', policy: 'field_first', searched: true, sensitive: false, required: false, choices: [], link: null },
			{ key: 'website', label: 'Website', type: 'url', policy: 'latest', searched: false, sensitive: false, required: false, choices: [], link: null },
			{ key: 'address', label: 'Address', type: 'address', policy: 'field_first', searched: false, sensitive: false, required: false, choices: [], link: null },
			{ key: 'sector', label: 'Sector', type: 'text', policy: 'latest', searched: false, sensitive: false, required: false, choices: [], link: null },
			{ key: 'employees', label: 'Employees', type: 'whole', policy: 'latest', searched: false, sensitive: false, required: false, choices: [], link: null },
			{ key: 'revenue', label: 'Revenue', type: 'money', policy: 'latest', searched: false, sensitive: false, required: false, choices: [], link: null },
			{ key: 'founded', label: 'Founded', type: 'whole', policy: 'latest', searched: false, sensitive: false, required: false, choices: [], link: null },
			{ key: 'parent', label: 'Part of', type: 'link', policy: 'review', searched: false, sensitive: false, required: false, choices: [], link: 'company' },
			{ key: 'owner', label: 'Owner', type: 'link', policy: 'review', searched: false, sensitive: false, required: false, choices: [], link: 'colleague' },
			{ key: 'tags', label: 'Tags', type: 'tags', policy: 'union', searched: false, sensitive: false, required: false, choices: [], link: null }
		]
	},
	deal: {
		key: 'deal', label: 'Deal', plural: 'Deals', title: 'name',
		fields: [
			{ key: 'name', label: 'Name', type: 'text', policy: 'latest', searched: true, sensitive: false, required: true, choices: [], link: null },
			{ key: 'company', label: 'Company', type: 'link', policy: 'review', searched: true, sensitive: false, required: false, choices: [], link: 'company' },
			{ key: 'contact', label: 'Contact', type: 'link', policy: 'latest', searched: false, sensitive: false, required: false, choices: [], link: 'contact' },
			{ key: 'pipeline', label: 'Pipeline', type: 'link', policy: 'review', searched: false, sensitive: false, required: false, choices: [], link: 'pipeline' },
			{ key: 'stage', label: 'Stage', type: 'stage', policy: 'review', searched: false, sensitive: false, required: false, choices: [], link: null },
			{ key: 'amount', label: 'Amount', type: 'money', policy: 'review', searched: false, sensitive: false, required: false, choices: [], link: null },
			{ key: 'owner', label: 'Owner', type: 'link', policy: 'review', searched: false, sensitive: false, required: false, choices: [], link: 'colleague' },
			{ key: 'opened', label: 'Opened', type: 'date', policy: 'latest', searched: false, sensitive: false, required: false, choices: [], link: null },
			{ key: 'close_by', label: 'Close date', type: 'date', policy: 'review', searched: false, sensitive: false, required: false, choices: [], link: null },
			{ key: 'product', label: 'Product', type: 'text', policy: 'latest', searched: false, sensitive: false, required: false, choices: [], link: null },
			{ key: 'next_action', label: 'Next action', type: 'text', policy: 'field_first', searched: false, sensitive: false, required: false, choices: [], link: null },
			{ key: 'tags', label: 'Tags', type: 'tags', policy: 'union', searched: false, sensitive: false, required: false, choices: [], link: null }
		]
	},
	task: {
		key: 'task', label: 'Task', plural: 'Tasks', title: 'title',
		fields: [
			{ key: 'title', label: 'Task', type: 'text', policy: 'latest', searched: true, sensitive: false, required: true, choices: [], link: null },
			{ key: 'about', label: 'About', type: 'link', policy: 'latest', searched: false, sensitive: false, required: false, choices: [], link: null },
			{ key: 'due', label: 'Due', type: 'date', policy: 'review', searched: false, sensitive: false, required: false, choices: [], link: null },
			{ key: 'assignee', label: 'Assigned to', type: 'link', policy: 'review', searched: false, sensitive: false, required: false, choices: [], link: 'colleague' },
			{ key: 'done', label: 'Done', type: 'flag', policy: 'review', searched: false, sensitive: false, required: false, choices: [], link: null },
			{ key: 'detail', label: 'Detail', type: 'long_text', policy: 'text', searched: true, sensitive: false, required: false, choices: [], link: null }
		]
	},
	note: {
		key: 'note', label: 'Note', plural: 'Notes', title: 'body',
		fields: [
			{ key: 'body', label: 'Note', type: 'long_text', policy: 'text', searched: true, sensitive: false, required: true, choices: [], link: null },
			{ key: 'about', label: 'About', type: 'link', policy: 'latest', searched: false, sensitive: false, required: false, choices: [], link: null },
			{ key: 'pinned', label: 'Pinned', type: 'flag', policy: 'latest', searched: false, sensitive: false, required: false, choices: [], link: null }
		]
	},
	issue: {
		key: 'issue', label: 'Issue', plural: 'Issues', title: 'title',
		fields: [
			{ key: 'title', label: 'Issue', type: 'text', policy: 'latest', searched: true, sensitive: false, required: true, choices: [], link: null },
			{ key: 'contact', label: 'Reported by', type: 'link', policy: 'latest', searched: false, sensitive: false, required: false, choices: [], link: 'contact' },
			{ key: 'company', label: 'Company', type: 'link', policy: 'latest', searched: false, sensitive: false, required: false, choices: [], link: 'company' },
			{ key: 'triage', label: 'Status and priority', type: 'group', policy: 'review', searched: false, sensitive: false, required: false, choices: [], link: null },
			{ key: 'category', label: 'Category', type: 'text', policy: 'latest', searched: false, sensitive: false, required: false, choices: [], link: null },
			{ key: 'detail', label: 'Detail', type: 'long_text', policy: 'text', searched: true, sensitive: false, required: false, choices: [], link: null },
			{ key: 'assignee', label: 'Assigned to', type: 'link', policy: 'review', searched: false, sensitive: false, required: false, choices: [], link: 'colleague' },
			{ key: 'reported', label: 'Reported', type: 'date', policy: 'latest', searched: false, sensitive: false, required: false, choices: [], link: null },
			{ key: 'resolution', label: 'Resolution', type: 'long_text', policy: 'text', searched: true, sensitive: false, required: false, choices: [], link: null }
		]
	},
	pipeline: {
		key: 'pipeline', label: 'Pipeline', plural: 'Pipelines', title: 'name',
		fields: [
			{ key: 'name', label: 'Name', type: 'text', policy: 'latest', searched: true, sensitive: false, required: true, choices: [], link: null },
			{ key: 'stages', label: 'Stages', type: 'stages', policy: 'review', searched: false, sensitive: false, required: false, choices: [], link: null }
		]
	},
	colleague: {
		key: 'colleague', label: 'Colleague', plural: 'Colleagues', title: 'name',
		fields: [
			{ key: 'name', label: 'Name', type: 'text', policy: 'latest', searched: true, sensitive: false, required: true, choices: [], link: null },
			{ key: 'email', label: 'Email', type: 'email', policy: 'latest', searched: false, sensitive: false, required: false, choices: [], link: null },
			{ key: 'role', label: 'Role', type: 'text', policy: 'latest', searched: false, sensitive: false, required: false, choices: [], link: null }
		]
	},
	custom_field: {
		key: 'custom_field', label: 'Custom field', plural: 'Custom fields', title: 'label',
		fields: [
			{ key: 'label', label: 'Label', type: 'text', policy: 'latest', searched: false, sensitive: false, required: true, choices: [], link: null },
			{ key: 'for_kind', label: 'On', type: 'text', policy: 'latest', searched: false, sensitive: false, required: true, choices: [], link: null },
			{ key: 'type', label: 'Type', type: 'text', policy: 'latest', searched: false, sensitive: false, required: true, choices: [], link: null }
		]
	},
};

/** The vocabulary of a company that sells things and ships them. */

export const projectNames = [
  'Payments',
  'Checkout & Cart',
  "Buyer's Account",
  'Search 100%',
  'Données Magasin',
  'Platform Engineering',
  'Records Archive',
  'Warehouse',
  'Fulfilment',
  'Loyalty',
  'Pricing',
  'Store Apps',
  'Data Platform',
  'Returns',
  'Marketplace',
  'Customer Care',
] as const;

export const teamNames = ['Core', 'Experience', 'Integrations', 'Reliability', 'Insights', 'Mobile'] as const;

export const serviceNames = [
  'gateway',
  'ledger',
  'vault',
  'web',
  'reporting',
  'scheduler',
  'notifications',
  'catalogue',
  'rules-engine',
  'importer',
  'api',
  'worker',
  'mobile-app',
  'infrastructure',
  'sdk-node',
  'sdk-dotnet',
] as const;

export const firstNames = [
  'Ana',
  'Björn',
  'Chiara',
  'Dmitri',
  'Elif',
  'Fatima',
  'Gareth',
  'Hana',
  'Ivan',
  'Jamal',
  'Katarzyna',
  'Liam',
  'Mei',
  'Nuno',
  'Oluwaseun',
  'Priya',
  'Quentin',
  'Rosa',
  'Søren',
  'Tomasz',
  'Uma',
  'Valérie',
  'Wei',
  'Xóchitl',
  'Yusuf',
  'Zoë',
] as const;

export const lastNames = [
  'Almeida',
  'Bergström',
  'Conti',
  'Dvořák',
  'Eriksen',
  'Fischer',
  'García',
  'Hartnett',
  'Ivanova',
  'Johansson',
  'Kowalski',
  'Lindqvist',
  'McLeod',
  'Nakamura',
  "O'Brien",
  'Petrov',
  'Qureshi',
  'Rossi',
  'Silva',
  'Tanaka',
] as const;

export const verbs = [
  'Add',
  'Fix',
  'Speed up',
  'Retire',
  'Document',
  'Harden',
  'Split',
  'Measure',
  'Retry',
  'Cache',
];

export const subjects = [
  'refund handling',
  'the voucher form',
  'address validation',
  'card tokenisation',
  'the order timeline',
  'stock reservation',
  'search suggestions',
  'price rounding',
  'the export to finance',
  'session renewal',
  'image resizing',
  'the courier webhook',
  'alerting thresholds',
  'the audit log',
];

export const reasons = [
  'so that support can see what happened',
  'for orders with more than one parcel',
  'when the bank answers late',
  'on slow connections',
  'before the season starts',
  'as the auditors asked',
  'for the new region',
  'without a second round trip',
];

export const areaNames = [
  'Web',
  'Backend',
  'Operations',
  'Mobile',
  'Reporting',
  'Partners',
  'Compliance',
  'Search',
];

export const environmentNames = [
  'development',
  'staging',
  'production',
  'performance',
  'demo',
  'disaster-recovery',
];

export const tagNames = ['customer', 'debt', 'security', 'quick-win', 'season', 'blocked', 'gdpr'];

/** Names that would run a command, break a page or hide their end where they are printed as they are. */
export const hostileTexts = [
  '##vso[task.setvariable variable=PWNED]yes',
  '::set-output name=pwned::yes',
  '##[add-mask]everything',
  '<script>alert(1)</script>',
  '![x](https://attacker.example/pixel.png)',
  '[click](javascript:alert(1))',
  '\u202egnp.exe',
  '\u001b[2J\u001b[31mred',
  'two\nlines\r\n::error::third',
  '%0A::warning::encoded',
  'lone \ud83d surrogate',
  '| table | break | `code`',
  '</td></tr></table><img src=x onerror=alert(1)>',
  '{{ template }} $' + '{expression} $(command)',
];

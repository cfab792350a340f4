import js from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const pages = ['home', 'join', 'call', 'ending', 'check', 'attendance'];
const shared = ['api', 'devices', 'embed', 'encryption', 'i18n', 'keys', 'meeting', 'store', 'ui'];

/** Folder → the only folders of ours that it may import. Whatever is not listed may import everything. */
const allowed = {
  api: [],
  store: [],
  ui: [],
  i18n: [],
  meeting: [],
  devices: ['store', 'ui'],
  encryption: ['keys', 'ui'],
  embed: ['api', 'store'],
  keys: ['api', 'store'],
  lobby: shared,
  options: shared,
  ...Object.fromEntries(pages.map((page) => [page, shared])),
  chat: shared,
  home: [...shared, 'options'],
  join: [...shared, 'lobby'],
  call: [...shared, 'chat', 'lobby', 'options'],
  admin: [...shared, 'attendance'],
};

/** Inside a call: what is computed knows nothing of what is shown, and the parts do not reach into each other at will. */
const callZones = [
  { target: './src/call/session', from: './src/call', except: ['./session', './stage/arrange.ts'] },
  { target: './src/call/people', from: './src/call/{controls,notices,panels}' },
  { target: './src/call/stage', from: './src/call/{controls,notices,panels}' },
].map((zone) => ({
  ...zone,
  message: 'session ← people, stage ← controls, notices, panels; see docs/decisions/0007.',
}));

const zones = Object.entries(allowed).map(([folder, others]) => ({
  target: `./src/${folder}`,
  from: './src',
  except: [folder, ...others].map((name) => `./${name}`),
  message: `${folder}/ may import from: ${others.join(', ') || 'nothing of ours'}.`,
}));

export default tseslint.config(
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  reactHooks.configs.flat.recommended,
  jsxA11y.flatConfigs.recommended,
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js', 'fixtures/*.mjs', 'public/*.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'] })],
    },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones: [...zones, ...callZones] }],
      'import-x/no-cycle': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: { globals: globals.node },
  },
);

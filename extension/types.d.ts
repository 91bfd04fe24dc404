// Shapes shared by the whole extension.  What crosses a border is checked in protocol.js.

export interface Account { platform: string; id: string; url?: string }

export interface Evidence {
  id: string;
  family: string;
  decibans: number;
  says?: string; // quoted from the file
  where?: string; // where in the file it stood
  disarm?: string; // a technique of the DISARM framework
  observed?: Record<string, number>;
  points?: Record<string, [number, number]>; // thousandths of the picture
  region?: [number, number, number, number];
}

export interface Sighting {
  platform: string; id: string; url?: string; key?: string;
  bits: number; mirrored: boolean; when: string;
}

export interface Annotation {
  type: 'Annotation';
  created: string;
  creator: { id: string; model?: string; version?: string };
  target: {
    sha256: string; width?: number; height?: number; format?: string; key?: string;
    account?: Account;
  };
  body: {
    verdict: string; strength?: string; reason?: string; decibans?: number;
    face?: [number, number, number, number]; evidence?: Evidence[];
    seen?: Sighting[];
  };
  proof: { verificationMethod: string; proofValue: string };
}

export interface Hello {
  type: 'hello';
  protocol: { major: number; minor: number };
  version: string;
  key: string;
  model?: string;
  limits?: Record<string, number>;
  capabilities?: string[];
  rotations?: Record<string, unknown>[];
  state?: Record<string, string>;
}

export type HostAnswer =
  | { type: 'annotation'; id: number; annotation: Annotation }
  | { type: 'annotations'; id: number; annotations: Annotation[]; more: boolean }
  | { type: 'forgotten'; id: number; count: number };
export interface ErrorAnswer {
  type: 'error';
  error: { name: string; number: number; text?: string };
}

/** What the background says of one picture. */
export type Answer =
  | { state: 'answered'; annotation: Annotation }
  | { state: 'no-answer'; problem: string }
  | { state: 'need-bytes' };

export type PageRequest =
  | { kind: 'start' }
  | { kind: 'lookup'; keys: string[] }
  | {
    kind: 'score'; key: string; url: string; sidePx: number; bytes?: string; account?: Account;
  }
  | { kind: 'picture'; url: string };

export interface Start {
  enabled: boolean;
  adapter: SiteAdapter | null;
  bytes: 'fetch' | 'tap';
  priorPpm: number;
}

export type UiRequest =
  | { kind: 'state' } | { kind: 'retry' } | { kind: 'forget-all' }
  | { kind: 'accept-key'; did: string } | { kind: 'refuse-key'; did: string }
  | { kind: 'set-site'; site: string; on: boolean } | { kind: 'set-prior'; priorPpm: number };

export interface Settings { sites: Record<string, boolean>; priorPpm: number }

export interface KeyStore {
  pinned: string;
  since: string;
  earlier: string[];
  offered?: string; // a changed key that waits for the reader's decision
  refused?: boolean;
}

export interface HostState {
  phase: 'idle' | 'connecting' | 'ready' | 'failed';
  problem: string | null;
  version: string | null;
  model: string | null;
  warnings: string[]; // parts of the host that do not work, by name of the table
}

export interface UiState {
  host: HostState;
  keys: KeyStore | null;
  settings: Settings;
  sites: { site: string; origins: string[]; granted: boolean }[];
  fetches: { cache: number; network: number };
  extensionVersion: string;
}

export interface Counts {
  site: string;
  pictures: number;
  asked: number;
  answered: number;
  noAnswer: number;
  verdicts: Record<string, number>;
  seen: Seen;
}

/** How well the adapter reads this page. */
export interface Seen {
  verified: string; // of the adapter
  avatars: number;
  attributed: number;
  unknown: number;
  several: number; // of the unknown: more than one person nearby
  default: number;
  own: number;
  removed: number; // badges the page took away
  how: Record<string, number>;
  tiers: Record<string, number>; // "container 1", "author 2"
}

// --- a site's adapter: data only (design/sites.md, section 6)

type NameSpace = 'user' | 'page' | 'handle' | 'did';

export interface Cand { sel: string; tier: 1 | 2 | 3; since: string; verified: string }

export interface SiteAdapter {
  schema: 1;
  site: string;
  hosts: string[];
  verified: string;
  cdn: {
    hosts: string[]; // as in a match pattern: "*.example.org" or one host
    path: string;
    role: 'avatar' | 'photo';
    key: string; // one group: the part of the path that stays the same for every size
    isDefault?: string;
    size?: { re: string; names?: Record<string, number> }; // pixels, from path and query
    account?: { re: string; id: string; ns: 'did'; url: string }; // in the path of the picture
  }[];
  frames?: boolean; // parts of its pages are frames of its own
  shadow?: boolean; // parts of its pages are open shadow roots
  // $1 is what `re` found, $host the host it was found on.
  identity: { re: string; id: string; ns: NameSpace; url: string }[];
  attributes: { sel: string; attr: string; re: string; id: string; ns: NameSpace; url: string }[];
  reserved: string[];
  own: string[];
  variants: { id: string; detect: string[] }[];
  surfaces: {
    id: string;
    variant?: string;
    container: Cand[];
    not?: string[];
    fromPage?: number; // pixels from which a picture without a link is the page's own
    author: Cand[];
    badge: { at: 'afterAuthor' | 'avatarCorner'; minPx: number };
  }[];
}

/** An avatar on the page, as the reader sees it. */
export interface Avatar {
  node: Element;
  url: string;
  key: string;
  sidePx: number;
  account: Account | null;
  how: 'address' | 'link' | 'attribute' | 'page' | 'nearby' | 'several' | 'nothing';
  surface: string;
  container: Element | null;
  author: Element | null;
  at: 'afterAuthor' | 'avatarCorner';
  signature: string;
}

declare global {
  // Content scripts are no modules: what they share is global.
  type Account = import('./types.d.ts').Account;
  type Annotation = import('./types.d.ts').Annotation;
  type Answer = import('./types.d.ts').Answer;
  type Avatar = import('./types.d.ts').Avatar;
  type Counts = import('./types.d.ts').Counts;
  type Evidence = import('./types.d.ts').Evidence;
  type Sighting = import('./types.d.ts').Sighting;
  type PageRequest = import('./types.d.ts').PageRequest;
  type Seen = import('./types.d.ts').Seen;
  type SiteAdapter = import('./types.d.ts').SiteAdapter;
  type Start = import('./types.d.ts').Start;

  namespace chrome.webRequest {
    /** Firefox only. */
    function filterResponseData(requestId: string): {
      ondata: ((event: { data: ArrayBuffer }) => void) | null;
      onstop: (() => void) | null;
      onerror: (() => void) | null;
      write(data: ArrayBuffer): void;
      disconnect(): void;
      close(): void;
    };
  }
}

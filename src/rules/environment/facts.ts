// What `doctor` judges: go's settings with where each comes from, who may write where go looks, the project at hand.
// Pure values; src/jobs/doctor/facts.ts gathers them.
import type { Finding } from '../../base/finding.ts'
import type { PathChain, PathOwner } from '../../world/inodes.ts'
import type { Rule } from '../rule.ts'

/**
 * Where a value comes from, the first that has one: the process's environment, the file that `go env -w` writes,
 * GOROOT/go.env, or what go has built in.
 */
export type Layer = 'environment' | 'user file' | 'installation' | 'default'

/** One setting as it is in force. */
export interface Setting {
  readonly name: string
  readonly value: string
  readonly layer: Layer
  /** What each layer that has the name says; an empty environment variable counts as none. */
  readonly layers: Readonly<Partial<Record<Exclude<Layer, 'default'>, string>>>
}

/** A folder or file that go or modwarden believes, and who may write there. */
export interface Place extends PathChain {
  readonly kind: 'module cache' | 'build cache' | 'remembered head' | 'settings' | 'Go' | 'programs' | 'store' | 'netrc'
  /** The path as the settings name it. */
  readonly path: string
}

/** All that the environment rules read. */
export interface EnvironmentFacts {
  /** `go1.26.8`: of the installed go command; `undefined` where there is none. */
  readonly goVersion: string | undefined
  /** By name; a setting that is not here is not set. */
  readonly settings: ReadonlyMap<string, Setting>
  /** The file that `go env -w` writes, and its lines `NAME=value`; `undefined` where there can be none (GOENV=off). */
  readonly userFile: { readonly file: string; readonly lines: readonly EnvLine[] } | undefined
  /** Names of the environment variables that are set and not empty. */
  readonly variables: readonly string[]
  readonly places: readonly Place[]
  /** Who runs this; `undefined` where the system has no such numbers. */
  readonly user: PathOwner | undefined
  /** The project in the folder; `undefined` where there is none. */
  readonly project: ProjectFacts | undefined
  /** What could not be looked at, a few words each with the reason. */
  readonly unchecked: readonly string[]
  /** modwarden's own settings that the user made. */
  readonly own: { readonly gosumdb: string | undefined; readonly private: readonly string[] }
  /** Set in a CI job whose module cache was unpacked from an archive and not verified since. */
  readonly restored: { readonly folder: string; readonly files: number; readonly example: string } | undefined
}

/** A line of the user's file that go reads. */
export interface EnvLine {
  readonly name: string
  readonly value: string
  /** From 1. */
  readonly line: number
}

/** What is known of the project in the folder. */
export interface ProjectFacts {
  /** Its go.mod, or its go.work. */
  readonly goMod: string
  /** Paths of the main modules. */
  readonly modules: readonly string[]
  /** Paths that go.mod requires or go.sum names, ordered; main modules are left out. */
  readonly paths: readonly string[]
  /** Those of them that go asked the checksum database about before. */
  readonly asked: ReadonlySet<string>
}

/** A finding about the environment. */
export interface EnvironmentFinding extends Finding {
  /** The setting or the path that it is about. */
  readonly subject: string
  /** Where the setting's value comes from. */
  readonly layer?: Layer
  /** Why it matters here: a sentence without a full stop. */
  readonly because: string
  /** What `--fix` does; absent where it is not safe to do without the user. */
  readonly fix?: Fix
}

/** A change that can be made and undone. */
export type Fix =
  /** A line of the user's file; without a value it is removed. */
  | { readonly kind: 'setting'; readonly name: string; readonly value: string | undefined }
  | { readonly kind: 'mode'; readonly path: string; readonly mode: number }

/** A rule about the environment: its record and its judgement. */
export interface EnvironmentRule extends Rule {
  readonly check: (facts: EnvironmentFacts) => readonly EnvironmentFinding[]
}

/** A setting's value in force; '' where it is not set. */
export function valueOf(facts: EnvironmentFacts, name: string): string {
  return facts.settings.get(name)?.value ?? ''
}

/** Whether somebody set it: the value is not the installation's and not go's own. */
export function isSet(facts: EnvironmentFacts, name: string): boolean {
  const layer = facts.settings.get(name)?.layer
  return layer === 'environment' || layer === 'user file'
}

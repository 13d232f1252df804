//! The tasks that build programs and start one of them: demo and bench.

use crate::workspace::{Workspace, quietly};
use anyhow::{Context, bail};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// Where the director and the benches live.
const PACKAGE: &str = "turno-tests";

/// Brings a site up. The director is the same dev build, with the same features, as the tests', so that a demo after a test
/// compiles nothing.
pub fn demo(workspace: &Workspace, arguments: &[String]) -> anyhow::Result<()> {
    must_have(workspace, "turno-demo")?;
    let mut build = workspace.cargo();
    build.arg("build").args(workspace.everything()).args(["--bins", "--tests"]);
    quietly(
        workspace,
        "building the programs; the first time takes some minutes",
        "demo-build.log",
        &mut build,
    )?;
    start(workspace, &workspace.dev_programs(), "turno-demo", arguments)
}

/// Measures, on what a release ships: optimised programs without the feature `drive`.
pub fn bench(workspace: &Workspace, arguments: &[String]) -> anyhow::Result<()> {
    must_have(workspace, "turno-bench")?;
    let mut build = workspace.cargo();
    build.args(["build", "--release", "--bins"]);
    for package in ["turno-hub", "turno-kiosk", "turno-desk", PACKAGE] {
        build.args(["--package", package]);
    }
    quietly(
        workspace,
        "building the programs for release; the first time takes long",
        "bench-build.log",
        &mut build,
    )?;
    start(workspace, &workspace.target.join("release"), "turno-bench", arguments)
}

fn must_have(workspace: &Workspace, program: &str) -> anyhow::Result<()> {
    if workspace.has_program(PACKAGE, program) {
        return Ok(());
    }
    bail!("{PACKAGE} has no program {program}")
}

/// Becomes `program` out of `folder`, which finds the other programs by TURNO_BIN_DIR: its end is the task's end, and Ctrl-C is for
/// it alone, so that the terminal comes back when everything that it started has ended.
fn start(workspace: &Workspace, folder: &Path, program: &str, arguments: &[String]) -> anyhow::Result<()> {
    let path = folder.join(program);
    let error = Command::new(&path)
        .args(arguments)
        .current_dir(&workspace.root)
        .env("TURNO_BIN_DIR", folder)
        .env("TURNO_TARGET_DIR", &workspace.target)
        .exec();
    Err(error).with_context(|| format!("cannot start {}", path.display()))
}

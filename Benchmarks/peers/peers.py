#!/usr/bin/env python3
"""The workloads of `bench`, as users of NumPy and of JAX (compiled, float64) write them.

usage: peers.py {numpy,jax} WORKLOAD [--scale X] [--repeat N] [--threads N] [--serve]

Prints one JSON line as `bench run` does: seconds (best of N, compilation excluded), and `check`, the number that
every implementation must reproduce; where masks are drawn, with half of its 99.9% confidence interval. With --serve
it measures again for every line on standard input. JAX's compiler leaves out losses that nobody reads: its times are
those of a user who wants the last one only.
"""
import argparse
import json
import os
import resource
import sys
import time

parser = argparse.ArgumentParser(description="The workloads of bench in NumPy and JAX.")
parser.add_argument("peer", choices=["numpy", "jax"])
parser.add_argument("workload")
parser.add_argument("--scale", type=float, default=1.0)
parser.add_argument("--repeat", type=int, default=3)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--serve", action="store_true")
options = parser.parse_args()
# Both libraries read these when they are loaded.
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = str(options.threads)
if options.threads == 1:
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import numpy as np
from scipy import stats

use_jax = options.peer == "jax"
if use_jax:
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_platforms", "cpu")


def symmetric(d, least, greatest):
    """A geometric spectrum in the cosine basis."""
    k = np.arange(d)
    basis = np.cos(np.pi * (2 * k[:, None] + 1) * k / (2 * d)) * np.sqrt(2 / d)
    basis[:, 0] /= np.sqrt(2)
    return (basis * (least * (greatest / least) ** (k / (d - 1)))) @ basis.T


def estimate(samples):
    """The mean of independent samples, and half of its 99.9% confidence interval (Student)."""
    n = len(samples)
    return float(np.mean(samples)), float(stats.t.ppf(0.9995, n - 1) * np.std(samples, ddof=1) / np.sqrt(n))


def masked(d, replicas, steps):
    H = symmetric(d, 1e-2, 1)
    if not use_jax:
        def go():
            rng = np.random.Generator(np.random.Philox(7))
            X, losses = np.ones((d, replicas)), np.empty(steps + 1)
            for t in range(steps + 1):
                G = H @ X
                losses[t] = 0.5 * np.sum(X * G) / replicas
                if t < steps:
                    X -= G * (rng.random((d, replicas), dtype=np.float32) < 0.5)
            return estimate(0.5 * np.sum(X * G, axis=0))
        return go
    A = jnp.asarray(H)

    @jax.jit
    def run(key):
        def step(carry, _):
            X, key = carry
            key, sub = jax.random.split(key)
            G = A @ X
            return (X - G * jax.random.bernoulli(sub, 0.5, (d, replicas)), key), 0.5 * jnp.sum(X * G) / replicas
        (X, _), losses = jax.lax.scan(step, (jnp.ones((d, replicas)), key), None, length=steps)
        return 0.5 * jnp.sum(X * (A @ X), axis=0)
    return lambda: estimate(np.asarray(run(jax.random.PRNGKey(7))))


def deep(d, depth, steps, shared=False, eta=1e-3):
    target = symmetric(d, 0.5, 2)
    if not use_jax:
        def go():
            W, losses = [np.eye(d) for _ in range(depth)], np.empty(steps + 1)
            for t in range(steps + 1):
                right = [np.eye(d)]
                for w in W:
                    right.append(w @ right[-1])
                left = right[-1] - target
                losses[t] = 0.5 * np.sum(left * left)
                if t == steps:
                    return losses[-1], 0
                g = [None] * depth
                for l in reversed(range(depth)):
                    g[l] = left @ right[l].T
                    left = W[l].T @ left
                if shared:
                    g = [sum(g) / depth] * depth
                W = [w - eta * v for w, v in zip(W, g)]
        return go
    goal = jnp.asarray(target)

    def loss(W):
        product = jax.lax.scan(lambda below, w: (w @ below, None), jnp.eye(d), W)[0]
        return 0.5 * jnp.sum((product - goal) ** 2)

    @jax.jit
    def run(W):
        def step(W, _):
            value, g = jax.value_and_grad(loss)(W)
            return W - eta * (jnp.broadcast_to(jnp.mean(g, axis=0), g.shape) if shared else g), value
        W, losses = jax.lax.scan(step, W, None, length=steps)
        return loss(W)
    start = jnp.broadcast_to(jnp.eye(d), (depth, d, d))
    return lambda: (float(run(start)), 0)


def low_rank(d, rank, steps, eta=0.5):
    target = symmetric(d, 1e-3, 1) + 0.1 * np.outer(np.sin(np.arange(d)), np.cos(np.arange(d))) / d
    if not use_jax:
        def go():
            W = np.zeros((d, d))
            for _ in range(steps):
                G = W - target
                U = np.linalg.svd(G)[0][:, :rank]
                W = W - eta * (U @ (U.T @ G))
            return 0.5 * np.sum((W - target) ** 2), 0
        return go
    goal = jnp.asarray(target)

    @jax.jit
    def run(W):
        def step(W, _):
            G = W - goal
            U = jnp.linalg.svd(G)[0][:, :rank]
            return W - eta * (U @ (U.T @ G)), None
        return 0.5 * jnp.sum((jax.lax.scan(step, W, None, length=steps)[0] - goal) ** 2)
    return lambda: (float(run(jnp.zeros((d, d)))), 0)


def layer_drop(d, depth, replicas, steps, eta=0.02):
    target = symmetric(d, 0.5, 2)
    if not use_jax:
        def go():
            rng = np.random.Generator(np.random.Philox(11))
            W, losses = np.zeros((replicas, depth, d, d)), []
            for _ in range(steps):
                kept = rng.random((replicas, depth)) < 0.5
                for r in range(replicas):
                    layers, below = np.nonzero(kept[r])[0], [np.eye(d)]
                    for l in layers:
                        below.append(below[-1] + W[r, l] @ below[-1] / depth)
                    back = below[-1] - target
                    for j, l in reversed(list(enumerate(layers))):
                        g = back @ below[j].T / depth
                        back = back + W[r, l].T @ back / depth
                        W[r, l] -= eta * g
            for net in W:
                product = np.eye(d)
                for w in net:
                    product = product + w @ product / depth
                losses.append(0.5 * np.sum((product - target) ** 2))
            return estimate(losses)
        return go
    goal = jnp.asarray(target)

    def loss(W, kept):
        layer = lambda below, w: (below + w[1] * (w[0] @ below) / depth, None)
        return 0.5 * jnp.sum((jax.lax.scan(layer, jnp.eye(d), (W, kept))[0] - goal) ** 2)

    @jax.jit
    def run(key):
        def step(carry, _):
            W, key = carry
            key, sub = jax.random.split(key)
            kept = jax.random.bernoulli(sub, 0.5, (replicas, depth)).astype(jnp.float64)
            return (W - eta * jax.vmap(jax.grad(loss))(W, kept), key), None
        (W, _), _ = jax.lax.scan(step, (jnp.zeros((replicas, depth, d, d)), key), None, length=steps)
        return jax.vmap(loss)(W, jnp.ones((replicas, depth)))
    return lambda: estimate(np.asarray(run(jax.random.PRNGKey(11))))


def steps(count):
    return max(1, int(count * options.scale))


workloads = {
    "masked-small": lambda: masked(8, 4096, steps(1000)),
    "masked-medium": lambda: masked(256, 256, steps(500)),
    "masked-large": lambda: masked(2048, 32, steps(50)),
    "masked-32": lambda: masked(32, 1024, steps(500)),
    "masked-64": lambda: masked(64, 512, steps(500)),
    "deep-small": lambda: deep(8, 16, steps(4000)),
    "deep-medium": lambda: deep(64, 16, steps(400)),
    "deep-large": lambda: deep(512, 8, steps(10)),
    "shared-medium": lambda: deep(64, 16, steps(400), shared=True),
    "lowrank-medium": lambda: low_rank(128, 8, steps(60)),
    "layerdrop": lambda: layer_drop(32, 12, 16, steps(200)),
}
if options.workload not in workloads:
    sys.exit(f"workload: expected one of {', '.join(workloads)}, found {options.workload}")

began = time.perf_counter()
go = workloads[options.workload]()
go()  # compiles
setup = time.perf_counter() - began


def peak_megabytes():
    """The largest resident size. What getrusage returns on Linux includes the process that started this one."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) / 1024
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 2**20


def measure():
    best = float("inf")
    for _ in range(max(1, options.repeat)):
        began = time.perf_counter()
        check, half_width = go()
        best = min(best, time.perf_counter() - began)
    print(json.dumps({
        "workload": options.workload, "engine": options.peer, "threads": options.threads, "seconds": best,
        "setup": setup, "check": float(check), "halfWidth": float(half_width),
        "peakMegabytes": peak_megabytes()}), flush=True)


if options.serve:
    for _ in sys.stdin:
        measure()
else:
    measure()

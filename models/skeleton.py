"""Joints, bones, pairs and colours: the one source for everything that draws, flips or scores.

The order is MPII's (Andriluka et al., CVPR 2014). Left and right are the person's own.
"""

JOINTS = (
    "r_ankle", "r_knee", "r_hip", "l_hip", "l_knee", "l_ankle", "pelvis", "thorax",
    "upper_neck", "head_top", "r_wrist", "r_elbow", "r_shoulder", "l_shoulder", "l_elbow", "l_wrist",
)  # fmt: skip
(
    R_ANKLE, R_KNEE, R_HIP, L_HIP, L_KNEE, L_ANKLE, PELVIS, THORAX,
    UPPER_NECK, HEAD_TOP, R_WRIST, R_ELBOW, R_SHOULDER, L_SHOULDER, L_ELBOW, L_WRIST,
) = range(16)  # fmt: skip

# FLIP[j] is the joint that j becomes in a mirrored picture.
FLIP = (5, 4, 3, 2, 1, 0, 6, 7, 8, 9, 15, 14, 13, 12, 11, 10)

# The joint that each one hangs on; the pelvis is the root and its own parent.
PARENTS = (1, 2, 6, 6, 3, 4, 6, 6, 7, 8, 11, 12, 7, 7, 13, 14)

# (from, to, side): what a drawn skeleton consists of; side is "r", "l" or "c" (centre).
BONES = (
    (R_HIP, R_KNEE, "r"), (R_KNEE, R_ANKLE, "r"), (L_HIP, L_KNEE, "l"), (L_KNEE, L_ANKLE, "l"),
    (PELVIS, R_HIP, "r"), (PELVIS, L_HIP, "l"), (PELVIS, THORAX, "c"), (THORAX, UPPER_NECK, "c"),
    (UPPER_NECK, HEAD_TOP, "c"), (THORAX, R_SHOULDER, "r"), (R_SHOULDER, R_ELBOW, "r"),
    (R_ELBOW, R_WRIST, "r"), (THORAX, L_SHOULDER, "l"), (L_SHOULDER, L_ELBOW, "l"), (L_ELBOW, L_WRIST, "l"),
)  # fmt: skip

# RGB of a drawn skeleton: the person's right warm, left cool, the middle light.
SIDE_COLORS = {"r": (255, 122, 69), "l": (64, 156, 255), "c": (255, 221, 87)}

LEGS = (R_ANKLE, R_KNEE, R_HIP, L_HIP, L_KNEE, L_ANKLE)
ARMS = (R_WRIST, R_ELBOW, R_SHOULDER, L_SHOULDER, L_ELBOW, L_WRIST)
LIMBS = LEGS + ARMS  # the twelve joints that torso PCK pools
UPPER_BODY = (THORAX, UPPER_NECK, HEAD_TOP, *ARMS)

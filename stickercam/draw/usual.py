"""Every key that a character's file may have, and what holds where it is silent."""

FORMAT = 1
# All keys that a file may have, with what holds where it is silent. Lengths are art units: the canvas is 512 of them,
# the standing figure about 450 tall. The numbers are those of the first character, looked at until they were right.
USUAL: dict[str, dict] = {
    "body": {
        "head": [97.0, 87.0],  # half-axes
        "neck": 1.0,  # from the thorax to the chin; negative: the head sits in the body
        "torso": 88.0,  # pelvis to thorax
        "shoulders": 38.0,  # half width
        "hips": 27.0,  # half width
        "bottom": 57.0,  # half width of the body at its widest
        "arm": [68.0, 62.0],  # upper arm, forearm
        "leg": [56.0, 52.0],  # thigh, shin
        "ankle": 25.0,  # above the sole
        "crown": 42.0,  # how far hat, hair or ears stand above the head: raised hands are over them
        "lean": 0.7,  # how much the head tilts by itself; a body that is all head takes less
        "hover": 0.0,  # how far it bobs up and down in the air
        "clear": 30.0,  # how far hands keep off the head's edge
    },
    "hose": {
        "arm": 25.0, "leg": 29.0, "arm_bend": 0.42, "leg_bend": 0.35,  # widths (0: none), swing beyond the joint
        "arm_color": "limb", "leg_color": "limb", "arm_sleeve": 0.0, "leg_sleeve": 0.0,  # share that is clothed
        "arm_sleeve_color": "cloth", "leg_sleeve_color": "cloth", "arm_rings": 0.0, "leg_rings": 0.0,  # apart
    },
    "line": {"width": 7.0},
    "border": {"width": 10.0, "color": "white"},
    "shadow": {"drop": 7.0, "sigma": 7.0, "opacity": 0.36, "color": "night"},
    "face": {
        "eyes": "big", "size": 1.0, "eye_size": 1.0, "mouth_size": 1.0, "brows": True, "cheeks": True,
        "eye": [34.0, 7.0], "mouth": [0.0, 45.0], "cheek": [63.0, 36.0], "brow": [33.0, -30.0], "turn": 1.0,
        "ink": "ink",
    },
    "palette": {
        "ink": "#3A1238", "white": "#FFFFFF", "night": "#1A1030", "limb": "#FF4F5E", "cloth": "#3FB6A8",
        "cheek": "#FF8C97", "mouth": "#7B1237", "tongue": "#FF7F8F", "heart": "#FF2F6D", "drop": "#58C8F2",
        "star": "#FFC53A", "spark": "#FFFFFF", "lens": "#3A1238", "glint": "#D9D3EE",
    },
    "expressions": {
        "smile": {"eyes": "open", "mouth": "smile", "brows": 0, "tilt": 0},
        "joy": {"eyes": "happy", "mouth": "laugh", "brows": 2, "tilt": -4},
        "effort": {"eyes": "squeeze", "mouth": "teeth", "brows": -5, "tilt": 20},
        "cool": {"eyes": "shades", "mouth": "smirk", "brows": 3, "tilt": -6},
        "love": {"eyes": "hearts", "mouth": "laugh", "brows": 2, "tilt": -4},
        "surprised": {"eyes": "wide", "mouth": "oh", "brows": 5, "tilt": -8},
    },
    "actions": {
        "wave": "smile", "hands_up": "joy", "jump": "joy", "jumping_jack": "joy", "clap": "joy", "cheer": "joy",
        "dance": "joy", "spin": "joy", "squat": "effort", "kick": "effort", "punch": "effort", "dab": "cool",
        "arms_crossed": "cool", "heart": "love", "t_pose": "surprised",
        "facepalm": "effort", "bow": "smile",
    },
    "effects": {
        "wave": "arcs", "hands_up": "confetti", "jumping_jack": "confetti", "cheer": "confetti", "clap": "sparkles",
        "dance": "notes", "jump": "dashes", "squat": "sweat", "kick": "star", "punch": "star", "heart": "hearts",
        "spin": "speed", "dab": "sparkles",
    },
    "words": {},
}  # fmt: skip
OPEN = {"palette": str, "expressions": dict, "actions": str, "effects": str, "words": str}  # the user's own keys
FACE = {"eyes": str, "mouth": str, "brows": float, "tilt": float}
PART = {
    "bone": str, "place": str, "png": str, "pivot": list, "at": list, "size": float, "line": float, "shade": bool,
    "mirror": bool, "turn": float, "ball": bool, "spring": dict,
}  # fmt: skip
SPRING = {"hz": 3.0, "damping": 0.3, "gain": 1.0, "limit": 35.0}
BONES, PLACES = ("head", "body", "hand", "foot"), ("front", "behind", "back", "face")
# (table, key) -> least and largest number that can be drawn with; (table, None) for its other keys.
LIMITS: dict[tuple[str, str | None], tuple[float, float]] = {
    ("body", "head"): (5, 1000), ("body", "torso"): (5, 1000), ("body", "arm"): (1, 1000), ("body", "leg"): (1, 1000),
    ("body", "neck"): (-1000, 1000), ("body", "lean"): (0, 1), ("body", None): (0, 1000),
    ("hose", "arm_sleeve"): (0, 1), ("hose", "leg_sleeve"): (0, 1), ("hose", None): (0, 200),
    ("line", None): (0, 40), ("border", None): (0, 60), ("shadow", "drop"): (-60, 60), ("shadow", "opacity"): (0, 1),
    ("shadow", None): (0, 60), ("face", "size"): (0.1, 5), ("face", "eye_size"): (0.1, 5),
    ("face", "mouth_size"): (0.1, 5), ("face", "turn"): (0, 2), ("face", None): (-1000, 1000),
}  # fmt: skip
PART_LIMITS = {
    "size": (0.01, 50),
    "line": (0, 40),
    "hz": (0.2, 12),
    "damping": (0, 2),
    "limit": (0, 180),
    "gain": (-5, 5),
}

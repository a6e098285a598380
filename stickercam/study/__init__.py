"""The comparative study: both networks trained or taken as they are, measured alike, and written up as one report."""

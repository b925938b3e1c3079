"""What the doctor knows: one file per thing that can be wrong. Facts in, findings out."""

NAME        
ROWS
 N  Obj     
 L  r0      
 L  r1      
 L  r2      
 G  r3      
 G  r4      
 G  r5      
 E  r6      
 L  r7      
 L  r8      
 L  r9      
 E  r10     
 L  r11     
 L  r12     
 L  r13     
 E  r14     
 L  r15     
 L  r16     
 L  r17     
 L  r18     
 G  r19     
 L  r20     
 G  r21     
 L  r22     
 G  r23     
 N  r24     
COLUMNS
    MARK0000  'MARKER'                 'INTORG'
    c0        r6        -1
    c0        r7        0.5
    c0        r8        -0.5
    c0        r18       1
    c0        r19       1
    c1        Obj       3.33333333333333e-05
    c1        r10       -1
    c1        r11       0.5
    c1        r12       -0.5
    c1        r20       1
    c1        r21       1
    c1        r24       3.33333333333333e-05
    c2        Obj       6.66666666666667e-05
    c2        r14       -1
    c2        r15       0.25
    c2        r16       -0.25
    c2        r22       1
    c2        r23       1
    c2        r24       6.66666666666667e-05
    MARK0001  'MARKER'                 'INTEND'
    c3        r7        -1
    c3        r8        -1
    c3        r9        1
    c4        r11       -1
    c4        r12       -1
    c4        r13       1
    c5        r15       -1
    c5        r16       -1
    c5        r17       1
    c6        r9        -1
    c6        r13       -1
    c6        r17       -1
    c7        r0        -1
    c8        r1        -1
    c9        r2        -1
    c10       r3        1
    c11       r4        1
    c12       r5        1
    c13       r0        1
    c13       r3        -0.5
    c13       r6        1
    c14       r0        1
    c14       r3        0.5
    c14       r6        1
    c15       r1        1
    c15       r4        -0.5
    c15       r10       1
    c16       r1        1
    c16       r4        0.5
    c16       r10       1
    c17       r2        1
    c17       r5        -0.5
    c17       r14       1
    c18       r2        1
    c18       r5        0.5
    c18       r14       1
    c19       Obj       1
    c19       r18       -1
    c19       r19       1
    c19       r24       1
    c20       Obj       1
    c20       r20       -1
    c20       r21       1
    c20       r24       1
    c21       Obj       1
    c21       r22       -1
    c21       r23       1
    c21       r24       1
RHS
    RHS_V     r0        1
    RHS_V     r1        1
    RHS_V     r3        0.5
    RHS_V     r4        0.5
    RHS_V     r5        -1
    RHS_V     r7        1
    RHS_V     r8        -1
    RHS_V     r11       1
    RHS_V     r12       -1
    RHS_V     r15       1
    RHS_V     r16       -1
    RHS_V     r18       1
    RHS_V     r19       1
    RHS_V     r20       1
    RHS_V     r21       1
BOUNDS
 UI BOUND     c0        2
 UI BOUND     c1        2
 BV BOUND     c2      
 FX BOUND     c7        0
 FX BOUND     c8        0
 FX BOUND     c9        0
 FX BOUND     c10       0
 FX BOUND     c11       0
 FX BOUND     c12       0
ENDATA

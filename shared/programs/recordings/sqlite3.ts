/** Made from tests/fixtures/traces/sqlite3.lot by tests/programs/recordings.test.ts. Form: recording.ts. */
export const recording = `lot 1
name sqlite3
origin sqlite3 $tmp/db '.read $in/words.sql'
# threads 1, touches without a block 0, frees of unknown blocks left out 0
ids 1816
ops 4130
a 8
a 48
a 24
f 1
f 2
a 1024
a 216
a 472
a 120
a 4096
a 542
a 544
a 64
a 550
a 540
a 80
a 48
a 539
a 64
a 540
a 48
f 13
a 544
a 64
f 14
f 16
a 472
a 4096
f 1
f 2
a 6
a 24
a 472
f 1
f 2
a 472
a 100
a 4096
a 161
a 472
f 1
a 848
a 136
a 40
a 136
a 40
a 136
a 40
a 40
a 80
a 160
a 1040
a 856
f 2
a 24
a 88
a 48
a 4112
a 176
a 2056
a 128
a 128
a 16
a 32
a 88
a 40
a 64
a 40
a 48
a 136
a 48
a 16
a 48
a 16
a 48
a 24
a 96
a 40
a 96
a 16
a 32
a 88
a 40
a 16
a 32
a 88
a 40
a 24
a 32
a 96
a 40
a 24
a 32
a 96
a 24
a 32
a 96
a 40
a 64
a 40
a 64
a 40
a 72
a 40
a 88
a 64
a 40
a 64
a 24
a 32
a 96
a 40
a 72
a 16
a 32
a 88
a 40
a 64
a 80
a 72
a 72
a 72
a 72
a 40
a 88
a 40
a 96
a 40
a 328
a 96
a 40
a 96
a 40
a 96
a 40
a 64
a 40
a 72
a 40
a 64
a 40
a 72
a 40
a 328
a 72
a 40
a 72
a 40
f 99
a 88
a 40
a 88
a 96
a 40
a 96
a 136
a 40
a 88
a 40
a 96
a 40
a 96
a 40
a 96
a 40
a 96
a 40
a 96
a 40
a 136
a 40
a 88
a 40
a 88
a 40
a 88
a 40
a 88
a 104
a 40
a 104
a 40
a 96
a 40
a 104
a 40
a 72
a 40
a 96
a 40
a 96
a 40
a 88
a 40
a 64
a 40
a 72
a 40
a 72
a 40
a 72
a 40
a 64
a 40
a 24
a 32
a 96
a 40
a 88
a 40
a 96
a 40
a 104
a 40
a 104
a 40
a 104
a 40
a 96
a 40
a 104
a 40
a 96
a 40
a 96
a 40
a 1032
f 98
a 88
a 40
a 88
a 40
a 88
a 2432
a 16
a 2432
a 24
a 112
a 16
a 24
a 16
r 2 40
a 24
r 3 56
a 24
r 4 72
a 16
r 5 88
a 40
f 10
a 87208
w 1 656 12288
w 1 17040 61440
w 1 82576 4096
a 56
a 2432
a 96
a 136
a 120
a 24
a 16
a 96
a 136
a 136
a 312
a 1016
a 96
a 136
a 16
a 96
a 16
a 104
a 24
a 104
a 24
a 96
r 9 208
a 16
f 21
f 20
a 1408
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 104
a 1072
a 112
a 88
f 1
a 96
f 1
f 5
a 64
f 4
f 5
f 43
f 41
f 40
f 39
f 38
f 37
f 36
f 35
f 34
f 33
f 42
f 49
f 50
f 51
f 48
f 47
f 46
f 1
f 54
a 456
f 1
f 32
f 31
f 30
f 29
f 28
f 24
f 20
f 16
f 12
f 8
f 27
f 23
f 19
f 15
f 11
f 26
f 22
f 18
f 14
f 10
f 25
f 21
f 17
f 13
f 9
f 33
f 45
f 46
f 56
a 2432
a 32
a 112
a 16
a 24
a 16
r 2 40
a 24
r 3 56
a 24
r 4 72
a 16
r 5 88
a 40
f 10
a 112
a 312
a 1016
a 16
a 24
a 16
r 2 40
a 16
r 3 56
a 72
a 160
r 1 328
a 2432
a 120
a 24
a 16
a 96
a 136
a 16
a 96
a 16
a 96
a 24
a 88
a 24
a 152
r 9 208
a 16
a 96
a 88
a 88
a 40
a 1072
a 64
f 2
a 16
a 16
a 16
a 72
a 16
a 16
f 9
f 24
f 25
f 26
f 23
f 21
f 20
f 19
f 18
f 17
f 16
f 15
f 14
f 13
f 22
f 12
f 11
f 10
f 27
f 28
f 29
a 48
f 8
a 792
f 117
f 35
f 33
f 32
f 34
f 116
f 38
a 72
a 520
w 107 78480 4096
a 456
a 4104
a 456
a 88
a 120
a 2432
a 96
a 136
a 120
a 24
a 16
a 104
a 96
a 88
a 96
a 104
a 88
a 88
a 96
a 136
a 136
a 312
a 1016
a 96
a 136
a 16
a 96
a 16
a 104
a 24
a 104
a 24
a 96
r 9 208
a 16
f 28
f 27
a 1408
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 24
f 1
a 104
a 1072
a 112
a 112
a 88
f 1
a 96
f 1
a 96
a 136
a 96
f 9
a 64
f 8
f 7
f 9
f 48
f 46
f 45
f 44
f 43
f 42
f 41
f 40
f 39
f 38
f 47
f 61
f 62
f 63
f 60
f 59
f 58
f 57
f 56
f 55
f 54
f 53
f 52
f 51
a 16
a 16
f 3
a 568
f 69
f 7
f 5
f 6
a 456
a 16
a 16
a 16
a 16
a 72
a 96
a 40
a 2432
a 16
a 112
a 16
a 24
a 16
r 2 40
a 16
r 3 56
a 40
f 8
f 16
f 15
f 14
f 13
f 12
f 9
f 11
f 55
f 54
f 53
f 52
f 51
f 47
f 43
f 39
f 35
f 31
f 50
f 46
f 42
f 38
f 34
f 49
f 45
f 41
f 37
f 33
f 48
f 44
f 40
f 36
f 32
f 56
f 17
f 18
f 19
f 68
f 69
f 10
f 86
f 90
f 87
f 88
f 91
f 93
f 94
f 95
f 97
f 98
f 99
f 100
f 128
f 92
f 129
r 402 300
r 400 259
a 2432
a 136
a 16
a 88
a 136
a 16
a 136
a 120
a 96
a 88
a 88
a 136
a 16
a 120
a 16
a 96
a 88
a 88
a 136
a 56
a 16
a 72
f 3
a 32
a 120
a 16
a 32
a 16
r 2 48
a 16
a 104
a 136
a 96
a 88
a 88
a 88
a 88
a 96
a 136
a 48
a 96
a 88
a 88
a 16
a 120
a 16
a 136
a 312
a 1016
a 112
a 32
a 32
a 16
a 136
a 136
a 88
a 96
a 88
a 16
a 120
a 16
a 88
a 96
a 88
a 136
a 136
a 88
a 16
a 120
a 24
a 16
a 40
f 1
a 968
a 72
f 1
a 64
f 3
a 1072
a 112
a 88
f 1
a 88
a 136
a 88
f 5
f 6
a 1072
a 112
a 88
f 1
a 104
a 88
a 88
r 8 208
a 72
a 88
f 7
f 8
a 16
a 16
a 16
r 44 2024
f 66
f 67
f 62
f 60
f 59
f 58
f 57
f 56
f 61
f 55
f 53
f 52
f 51
f 50
f 49
f 54
f 47
f 36
f 35
f 37
f 34
f 38
f 32
f 22
f 23
f 40
f 43
f 33
f 30
f 29
f 31
f 39
f 26
f 25
f 27
f 24
f 28
f 48
f 46
f 64
f 63
f 65
f 3
a 24
f 19
a 1520
f 92
a 168
f 45
f 44
f 91
f 92
f 85
f 84
f 83
f 81
f 82
f 79
f 80
f 78
f 77
f 76
f 75
f 90
f 88
f 89
f 86
f 87
f 73
f 72
f 71
f 17
f 15
f 11
f 10
f 9
f 7
f 16
a 440
a 128
a 424
a 80
a 160
a 784
a 4112
a 176
a 2056
a 87208
w 1 608 12288
w 1 16992 61440
w 1 82528 4096
a 4104
a 16
a 16
a 16
r 1 24
a 24
a 520
f 4
a 16
a 16
r 1 24
f 5
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 2
a 16
a 16
r 1 24
f 3
f 808
f 805
f 806
f 807
f 809
f 804
f 810
f 811
f 2
f 803
f 1
f 800
f 814
f 812
f 813
f 799
f 816
f 817
f 818
f 822
f 861
f 815
f 862
a 2432
a 96
a 136
a 120
a 16
a 16
a 160
a 312
a 1016
a 40
a 160
a 2432
a 120
a 24
a 16
a 96
a 136
a 96
a 96
a 88
a 120
r 5 208
a 136
a 120
f 1
f 2
a 16
a 16
a 16
a 16
a 40
a 16
a 56
f 16
f 17
f 18
f 15
f 13
f 12
f 11
f 10
f 14
f 7
f 19
f 20
f 21
a 64
a 40
f 26
f 31
f 30
f 28
f 29
f 27
f 3
a 848
f 33
a 40
a 520
a 456
a 56
a 120
a 256
a 4104
a 440
a 24
a 24
r 4 8200
r 4 16392
a 432
a 160
a 4104
a 6624
f 1
f 2
f 3
f 8
f 9
a 152
a 2432
a 96
a 136
a 120
a 24
a 16
a 96
a 96
a 88
a 96
a 96
a 88
a 88
a 96
a 136
a 136
a 312
a 1016
a 96
a 136
a 16
a 96
a 16
a 104
a 24
a 104
a 24
a 96
r 9 208
a 16
f 28
f 27
a 1408
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 24
r 1 40
f 1
a 104
a 1072
a 112
a 112
a 88
f 1
a 96
f 1
a 96
a 136
a 96
f 9
a 64
f 8
f 7
f 9
f 48
f 46
f 45
f 44
f 43
f 42
f 41
f 40
f 39
f 38
f 47
f 61
f 62
f 63
f 60
f 59
f 58
f 57
f 56
f 55
f 54
f 53
f 52
f 51
a 16
a 16
f 3
a 568
f 69
f 7
f 5
f 6
a 456
a 16
a 16
a 16
a 16
a 40
a 96
a 40
a 2432
a 96
a 136
a 120
a 16
a 16
a 160
a 40
f 7
f 6
f 4
f 5
f 3
f 8
f 16
f 15
f 14
f 13
f 12
f 9
f 11
f 55
f 54
f 53
f 52
f 51
f 47
f 43
f 39
f 35
f 31
f 50
f 46
f 42
f 38
f 34
f 49
f 45
f 41
f 37
f 33
f 48
f 44
f 40
f 36
f 32
f 56
f 17
f 18
f 19
f 68
f 69
f 10
f 86
f 98
f 97
f 91
f 92
f 96
f 90
f 93
f 99
f 101
f 102
f 103
f 105
f 106
f 107
f 108
f 109
f 125
f 100
f 126
a 2432
a 96
a 136
a 16
a 96
a 24
a 96
a 136
a 104
a 32
a 120
a 16
a 96
a 136
a 88
a 136
a 88
a 136
a 312
a 1016
a 96
a 32
a 96
a 32
a 96
a 32
a 848
a 40
a 24
a 32
a 40
a 40
a 40
a 40
a 96
a 72
a 32
a 40
a 40
r 1 72
r 2 72
a 80
a 1072
a 112
a 88
f 1
a 96
f 1
a 80
f 4
f 5
r 26 2024
f 44
f 42
f 41
f 40
f 39
f 38
f 37
f 36
f 43
f 34
f 35
f 33
f 32
f 31
f 29
f 30
f 28
f 1
a 1464
f 46
a 88
f 10
f 9
f 12
f 11
f 23
f 22
f 25
f 24
f 27
f 26
a 168
a 256
a 4104
a 136
a 248
a 4104
a 440
a 24
a 24
r 4 8200
r 4 16392
a 136
a 160
a 112
a 16
a 24
a 120
a 56
a 24
r 1 40
r 1 80
r 1 160
r 1 320
f 5
f 2
a 240
a 248
a 16
a 24
r 1 40
r 1 80
r 1 160
r 1 320
f 2
f 5
f 4
a 256
f 4
a 256
a 16
a 24
r 1 40
r 1 80
r 1 160
r 1 320
f 2
f 5
f 4
a 256
a 16
a 24
r 1 40
r 1 80
r 1 160
r 1 320
f 2
f 4
f 3
a 256
a 16
a 24
r 1 40
r 1 80
r 1 160
r 1 320
f 2
f 4
f 3
a 256
a 16
a 24
r 1 40
r 1 80
r 1 160
r 1 320
f 2
f 4
f 3
a 256
a 16
a 24
r 1 40
r 1 80
r 1 160
r 1 320
f 2
f 4
f 3
a 256
a 16
a 24
r 1 40
r 1 80
r 1 160
r 1 320
f 2
f 4
f 3
a 256
a 16
a 24
r 1 40
r 1 80
r 1 160
r 1 320
f 2
f 4
f 3
a 256
a 16
a 24
r 1 40
r 1 80
r 1 160
r 1 320
f 2
f 4
f 3
a 256
a 16
a 24
r 1 40
r 1 80
r 1 160
r 1 320
f 2
f 4
f 3
a 240
a 16
a 24
r 1 40
r 1 80
r 1 160
r 1 320
f 2
f 4
f 3
a 240
a 16
a 24
r 1 40
r 1 80
r 1 160
r 1 320
f 2
f 4
f 3
a 240
a 16
a 24
r 1 40
r 1 80
r 1 160
r 1 320
f 2
f 4
f 3
a 240
a 16
a 24
r 1 40
r 1 80
r 1 160
r 1 320
f 2
f 4
f 3
a 240
a 16
a 24
r 1 40
r 1 80
r 1 160
r 1 320
f 2
f 4
f 3
a 240
r 63 8200
a 16
a 24
r 1 40
r 1 80
r 1 160
r 1 320
f 2
f 4
f 3
a 240
a 168
a 216
a 256
a 256
a 88
a 40
a 4096
f 6
f 73
f 74
f 65
f 70
f 71
f 69
f 9
f 68
f 67
f 62
f 8
f 2
f 4
f 53
f 5
f 7
f 66
f 72
f 75
f 3
f 95
f 94
f 93
f 89
f 92
f 91
f 90
f 96
f 77
f 61
f 64
f 83
f 88
f 103
f 76
f 104
a 2432
a 120
a 16
a 96
a 96
a 88
a 136
a 16
a 96
a 88
a 88
a 32
a 312
a 1016
a 1072
a 112
a 112
a 88
f 1
a 88
a 136
a 64
a 96
a 16
a 72
f 9
f 8
f 10
f 13
f 22
f 23
f 21
f 20
f 19
f 17
f 18
f 16
f 15
f 14
a 16
f 2
a 904
f 26
a 56
f 9
f 6
f 8
a 440
a 432
a 24
a 24
a 24
a 24
a 24
a 520
f 5
a 24
f 1
a 24
f 1
a 24
f 1
a 24
f 1
a 24
a 4104
a 8184
f 1
f 2
f 3
a 24
f 1
a 24
f 1
a 24
f 1
a 24
f 1
a 24
f 1
a 24
f 1
a 24
f 1
a 24
f 1
a 24
f 1
a 24
f 1
a 24
f 1
a 24
f 1
a 24
f 1
a 24
f 1
a 24
f 1
a 24
f 1
a 24
f 1
a 24
f 33
f 29
f 28
f 1
f 31
f 27
f 32
f 26
f 35
f 36
f 38
f 40
f 47
f 34
f 48
a 2432
a 96
a 96
a 88
a 136
a 16
a 96
a 96
a 88
a 16
a 120
a 16
a 16
a 96
a 96
a 88
a 96
a 96
a 88
a 88
a 88
a 88
r 12 328
a 16
a 16
a 96
a 96
a 88
a 88
a 88
a 88
a 136
a 88
a 88
a 88
a 136
a 312
a 1016
a 88
f 37
f 36
f 32
f 31
f 14
f 13
f 25
f 24
f 22
f 21
a 88
a 32
a 88
a 32
a 568
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 40
a 88
a 1176
a 112
a 112
a 112
a 112
a 112
a 488
f 1
a 496
f 1
a 88
a 88
a 88
a 168
a 72
a 88
a 136
a 72
f 7
f 6
f 8
a 16
a 16
a 88
a 16
f 3
f 4
f 9
f 19
f 18
f 17
f 16
f 15
f 20
r 38 2024
f 71
f 69
f 66
f 65
f 70
f 63
f 62
f 52
f 51
f 64
f 48
f 47
f 46
f 59
f 56
f 55
f 54
f 53
f 37
f 45
f 43
f 44
f 42
f 41
f 40
f 5
a 1072
f 75
a 112
f 36
f 35
f 38
f 37
f 9
f 4
f 8
a 456
a 80
a 160
a 784
a 4112
a 176
a 2056
a 87208
w 1 46704 4096
w 1 63088 20480
a 4104
a 440
a 440
a 440
a 80
a 160
a 784
a 4112
a 176
a 2056
a 87208
w 1 448 8192
w 1 12736 73728
a 4104
a 10008
w 1 3344 4096
a 24
a 24
a 272
f 1
a 272
f 1
a 272
f 1
a 272
f 1
a 272
f 1
a 272
f 1
a 272
f 1
a 272
f 1
a 272
f 1
a 272
f 1
a 272
f 1
a 272
f 1
a 272
f 1
a 272
f 1
a 272
f 1
a 272
f 1
a 272
f 1
a 272
f 1
a 272
f 1
a 24
a 24
a 32
a 24
a 24
a 64
f 44
f 41
f 42
f 43
f 45
f 40
f 46
f 47
f 33
f 30
f 31
f 32
f 34
f 29
f 35
f 36
f 38
f 28
f 26
f 27
f 6
f 5
f 2
f 3
f 4
f 37
f 48
f 39
f 1
f 81
f 80
f 76
f 72
f 79
f 75
f 78
f 74
f 77
f 73
f 82
f 50
f 51
f 58
f 71
f 88
f 49
f 89
a 2432
a 120
a 16
a 96
a 88
a 88
a 312
a 1016
a 1072
a 112
a 88
f 1
a 88
a 136
a 16
a 64
a 72
f 7
f 8
f 14
f 15
f 13
f 12
f 11
f 3
f 1
f 16
a 40
f 6
f 5
a 440
a 432
a 24
a 520
f 4
f 2
f 3
f 1
f 7
f 14
f 5
f 15
a 2432
a 96
a 136
a 24
a 120
a 16
a 136
a 312
a 1016
a 288
a 24
a 72
a 32
a 40
a 64
a 56
f 15
f 13
f 14
f 11
f 12
f 10
f 1
f 16
a 32
f 4
f 6
f 5
a 432
a 40
a 40
f 1
f 3
f 2
f 10
f 11
f 6
f 12
f 4
f 13
f 1789
f 1787
f 1788
f 1790
f 1816
f 1771
f 1772
f 1773
f 1770
f 1584
f 1768
f 1769
f 1774
f 348
f 349
f 1392
f 1390
f 1389
f 1391
f 1394
f 1299
f 1393
f 1591
f 1589
f 1588
f 1587
f 1586
f 1590
f 1593
f 1483
f 1592
f 1388
f 1585
f 1767
f 1476
f 1776
f 1777
f 1524
f 1522
f 1521
f 1520
f 1519
f 1523
f 1526
f 1525
f 1518
f 1597
f 1599
f 1604
f 1703
f 1749
f 1751
f 1714
f 1713
f 1712
f 1669
f 1698
f 1674
f 1676
f 1733
f 1732
f 1731
f 1616
f 1736
f 1735
f 1734
f 1740
f 1739
f 1738
f 1744
f 1743
f 1742
f 1701
f 1601
f 1618
f 1748
f 1747
f 1746
f 1671
f 1667
f 1650
f 1612
f 1765
f 1764
f 1763
f 1696
f 1677
f 1679
f 1661
f 1665
f 1657
f 1620
f 1606
f 1648
f 1651
f 1653
f 1663
f 1624
f 1623
f 1622
f 1719
f 1718
f 1717
f 1646
f 1694
f 1614
f 1644
f 1610
f 1640
f 1655
f 1636
f 1638
f 1608
f 1602
f 1598
f 1603
f 1702
f 1750
f 1711
f 1668
f 1697
f 1675
f 1730
f 1615
f 1737
f 1741
f 1700
f 1600
f 1617
f 1745
f 1670
f 1666
f 1649
f 1611
f 1762
f 1695
f 1678
f 1660
f 1664
f 1656
f 1619
f 1605
f 1647
f 1652
f 1662
f 1621
f 1716
f 1645
f 1693
f 1613
f 1643
f 1609
f 1639
f 1654
f 1635
f 1637
f 1607
f 1659
f 1673
f 1780
f 1782
f 1784
f 1658
f 1672
f 1779
f 1781
f 1783
f 1626
f 1632
f 1634
f 1681
f 1683
f 1686
f 1761
f 1729
f 1727
f 1628
f 1758
f 1752
f 1753
f 1754
f 1755
f 1756
f 1757
f 1759
f 1725
f 1630
f 1642
f 1705
f 1690
f 1710
f 1715
f 1720
f 1706
f 1707
f 1708
f 1709
f 1723
f 1722
f 1692
f 1688
f 1684
f 1625
f 1631
f 1633
f 1680
f 1682
f 1685
f 1760
f 1728
f 1726
f 1627
f 1724
f 1629
f 1641
f 1704
f 1689
f 1721
f 1691
f 1687
f 1766
f 1785
f 1793
`

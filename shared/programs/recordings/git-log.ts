/** Made from tests/fixtures/traces/git-log.lot by tests/programs/recordings.test.ts. Form: recording.ts. */
export const recording = `lot 1
name git-log
origin git --no-pager log -p --stat
# threads 1, touches without a block 0, frees of unknown blocks left out 0
ids 1117
ops 2124
a 65
a 28
a 15
a 4
f 4
a 224
c 64 8
a 168
c 64 8
c 64 8
a 112
c 1 32
c 1 32
c 1 32
c 1 32
c 1 32
c 1 8
a 24
a 15
a 472
a 1025
a 1025
a 4096
f 3
f 2
f 1
f 4
a 24
r 1 60
a 65
f 7
f 1
f 2
a 129
a 18
a 64
a 32
a 24
a 24
r 1 60
a 37
a 24
f 3
a 129
a 24
r 1 60
a 27
r 1 64
a 65
f 1
f 2
a 27
a 24
f 2
a 65
a 24
f 2
a 472
a 1025
a 1025
a 4096
f 3
f 2
f 1
f 4
f 5
a 24
a 24
r 1 129
a 24
f 3
f 1
a 5
a 65
a 24
f 2
c 1 64
a 65
a 65
a 65
a 14
a 1
r 30 72
a 12
a 24
a 24
a 24
a 24
f 3
f 1
f 37
f 2
f 28
f 24
r 35 80
a 14
a 24
c 1 72
c 64 8
a 15
a 65
a 472
a 1025
a 1025
a 4096
a 24
a 55
f 1
a 64
a 55
a 10
a 384
a 384
c 64 8
c 1 39
f 12
f 11
f 10
f 13
a 24
r 1 60
a 65
a 472
a 1025
a 1025
a 4096
a 24
a 29
f 1
a 64
a 29
a 2
a 384
c 1 36
a 24
a 14
f 1
a 64
a 14
a 5
a 384
a 24
a 10
f 1
a 64
a 10
a 6
a 384
a 24
a 22
f 1
a 64
a 22
a 5
a 384
f 28
f 27
f 26
f 29
f 46
f 30
f 31
f 45
a 7832
a 880
c 6 8
a 65
f 1
f 3
f 2
c 1 56
a 5
a 65
a 24
f 2
c 1 64
a 5
a 65
a 40
a 40
a 40
a 65
a 65
a 257
a 24
f 3
f 2
a 65
a 257
f 2
f 1
a 18
a 65
c 1 56
f 2
a 65
f 1
a 65
f 1
a 65
f 1
a 65
f 1
f 13
f 7
a 48
c 64 8
c 1 24
c 1 49
c 1 54
a 192
a 65
a 32816
a 263
c 1 60
a 192
c 1 59
f 4
f 6
f 5
c 1 61
c 1 63
c 1 64
c 1 40
c 1 40
f 2
c 1 64
c 1 64
a 1
f 4
f 3
f 1
f 2
a 18
f 1
a 21
f 1
a 17
f 1
a 30
f 1
a 29
f 1
a 20
f 1
a 23
f 1
a 15
f 1
a 20
f 1
a 13
f 1
a 14
f 1
a 20
f 1
a 27
f 1
a 472
f 1
a 24
a 472
f 1
a 65
f 1
a 65
f 1
a 65
a 472
f 1
f 2
a 65
f 1
a 24
a 32816
f 1
f 2
a 24
r 1 60
a 7160
w 1 1632 4096
a 32768
f 1
f 2
a 7160
a 32768
a 168
f 2
f 3
a 73728
a 192
c 32 8
a 57344
a 192
a 16
a 8
c 32766 16
a 2048
a 5
f 86
a 19
a 384
a 16
c 1 56
a 19
c 1 128
a 19
a 65
a 65
f 1
a 65
f 1
a 65
f 1
a 65
f 1
a 65
f 1
a 65
f 1
f 7
f 14
f 13
a 40
a 16
f 17
f 18
f 1
a 7160
a 32768
a 168
f 2
f 3
a 16
a 16
a 4097
a 7160
a 32768
a 180
f 2
f 3
a 7160
a 32768
a 210
f 2
f 3
a 130
c 1 98
c 1 98
c 1 24
a 192
f 5
a 131
c 1 99
c 1 99
c 1 24
f 10
f 13
f 4
f 16
c 1 16
a 576
a 192
f 8
f 2
a 4096
a 24
a 95
r 1 166
a 65
f 1
a 15
a 472
a 4096
a 17
f 2
f 3
a 20
a 65
f 8
f 9
c 1 56
a 192
a 2
c 1 40
a 192
c 1 16
c 1 9
a 40
c 64 8
c 1 40
c 1 88
c 1 11
a 40
c 1 10
a 40
c 1 9
a 40
a 192
a 19
a 65
c 1 40
a 1
a 24
c 1 40
a 24
f 1
a 96
a 7160
f 1
a 7160
a 11
f 2
a 24
f 1
a 7160
f 1
a 7160
a 13
f 2
c 16 8
a 128
a 56
c 8 8
a 80
a 296
a 80
a 80
c 7 1
a 48
a 48
a 64
c 8 8
a 112
a 112
a 296
c 8 1
a 56
a 56
c 13 1
f 1
f 19
f 20
f 15
f 5
a 64
f 1
a 48
a 24
f 2
f 11
f 6
f 7
f 5
f 12
f 10
f 9
f 20
f 14
f 15
f 13
f 21
f 19
f 17
f 16
f 1
f 28
f 24
c 1 56
a 3
a 24
f 1
a 7160
f 1
a 7160
a 3
f 2
c 8 8
a 48
a 16
c 2 8
c 2 1
a 8
a 8
a 24
c 4 8
a 48
a 128
c 3 1
a 16
a 16
c 3 1
f 1
f 14
f 15
f 5
a 64
f 1
a 48
a 24
f 2
f 10
f 6
f 7
f 5
f 11
f 9
f 15
f 13
f 14
f 12
f 16
f 1
f 19
a 24
a 24
a 65
a 65
f 1
f 2
f 4
f 82
f 84
f 3
f 27
f 28
f 83
a 8493
a 32
a 24
a 32816
r 2 60
a 1048576
f 2
f 3
a 24
a 32816
r 2 60
f 1
f 2
a 24
a 24
a 65
a 7160
a 11
f 2
a 7160
a 13
f 2
c 1 40
c 1 16
c 1 15
a 40
c 1 40
c 1 88
a 192
c 1 40
a 1
c 1 40
a 24
f 1
a 120
c 16 8
a 128
a 56
c 8 8
a 80
a 296
a 80
a 80
c 7 1
a 48
a 48
a 64
c 8 8
a 112
a 112
a 296
c 8 1
a 56
a 56
c 13 1
f 1
f 19
f 20
f 15
f 5
a 64
f 1
a 48
a 24
f 1
a 24
f 3
f 12
f 7
f 8
f 6
f 13
f 11
f 10
f 21
f 15
f 16
f 14
f 22
f 20
f 18
f 17
f 1
f 41
f 39
f 37
f 43
f 42
f 50
a 8493
a 24
a 32816
r 2 60
f 1
f 2
a 24
a 32816
r 2 60
f 1
f 2
a 24
a 24
a 65
r 1 121
a 7160
a 3
f 2
a 24
f 1
c 8 8
a 48
a 16
c 2 8
c 2 1
a 8
a 8
a 24
c 4 8
a 48
a 128
c 3 1
a 16
a 16
c 3 1
f 1
f 14
f 15
f 5
a 64
f 1
a 48
a 24
f 1
a 24
f 3
f 11
f 7
f 8
f 6
f 12
f 10
f 16
f 14
f 15
f 13
f 17
f 1
f 23
f 21
f 25
f 24
f 30
f 185
f 184
f 183
f 180
f 179
f 178
f 175
f 225
f 219
f 194
a 7160
a 32768
a 168
f 2
f 3
a 16
a 16
a 4097
a 7160
a 32768
a 150
f 2
f 3
a 7160
a 32768
a 180
f 2
f 3
a 130
c 1 98
c 1 98
c 1 24
a 192
f 5
a 131
c 1 99
c 1 99
c 1 24
f 10
f 13
f 4
f 16
a 576
a 192
f 7
f 2
a 24
a 95
r 1 166
a 65
f 1
f 2
f 3
c 1 56
a 192
a 2
a 24
f 1
r 169 120
a 7160
f 1
a 7160
a 9
f 2
a 24
f 1
a 7160
f 1
a 7160
a 11
f 2
c 16 8
a 112
a 48
c 8 8
a 80
a 240
a 80
c 6 1
a 40
a 40
a 56
c 8 8
a 80
a 80
a 80
a 240
c 7 1
a 48
a 48
c 11 1
f 1
f 19
f 20
f 15
f 5
a 64
f 1
a 48
a 24
f 2
f 12
f 6
f 7
f 5
f 13
f 11
f 10
f 9
f 20
f 15
f 16
f 14
f 21
f 19
f 17
f 1
f 28
f 24
c 1 56
a 3
a 24
f 1
a 7160
f 1
a 7160
a 3
f 2
c 8 8
a 48
a 16
c 2 8
c 2 1
a 8
a 8
a 24
c 4 8
a 48
a 128
c 3 1
a 16
a 16
c 3 1
f 1
f 14
f 15
f 5
a 64
f 1
a 48
a 24
f 2
f 10
f 6
f 7
f 5
f 11
f 9
f 15
f 13
f 14
f 12
f 16
f 1
f 19
a 24
a 24
a 65
a 65
f 1
f 2
f 4
f 60
f 62
f 3
f 27
f 28
f 61
a 8493
a 24
a 32816
r 2 60
f 1
f 2
a 24
a 24
a 65
a 7160
a 9
f 2
a 7160
a 11
f 2
a 24
f 1
c 16 8
a 112
a 48
c 8 8
a 80
a 240
a 80
c 6 1
a 40
a 40
a 56
c 8 8
a 80
a 80
a 80
a 240
c 7 1
a 48
a 48
c 11 1
f 1
f 19
f 20
f 15
f 5
a 64
f 1
a 48
a 24
f 1
a 24
f 3
f 13
f 7
f 8
f 6
f 14
f 12
f 11
f 10
f 21
f 16
f 17
f 15
f 22
f 20
f 18
f 1
f 30
f 28
f 26
f 32
f 31
f 35
a 8493
a 24
a 32816
r 2 60
f 1
f 2
a 24
a 24
a 65
r 1 121
a 7160
a 3
f 2
a 24
f 1
c 8 8
a 48
a 16
c 2 8
c 2 1
a 8
a 8
a 24
c 4 8
a 48
a 128
c 3 1
a 16
a 16
c 3 1
f 1
f 14
f 15
f 5
a 64
f 1
a 48
a 24
f 1
a 24
f 3
f 11
f 7
f 8
f 6
f 12
f 10
f 16
f 14
f 15
f 13
f 17
f 1
f 23
f 21
f 25
f 24
f 28
f 138
f 137
f 136
f 133
f 132
f 131
f 129
f 347
f 346
f 147
a 7160
a 32768
a 168
f 2
f 3
a 16
a 16
a 4097
a 7160
a 32768
a 120
f 2
f 3
a 7160
a 32768
a 150
f 2
f 3
a 130
c 1 98
c 1 98
c 1 24
a 192
f 5
a 131
c 1 99
c 1 99
c 1 24
f 10
f 13
f 4
f 16
a 576
a 192
f 7
f 2
a 24
a 95
r 1 166
a 65
f 1
f 2
f 3
c 1 56
a 192
a 2
a 24
f 1
a 7160
f 1
a 7160
a 7
f 2
a 24
f 1
a 7160
f 1
a 7160
a 9
f 2
c 16 8
a 96
a 40
c 8 8
a 80
a 240
a 80
c 5 1
a 32
a 32
a 48
c 8 8
a 80
a 80
c 6 1
a 40
a 40
c 9 1
f 1
f 17
f 18
f 13
a 64
f 1
a 48
a 24
f 2
f 10
f 6
f 7
f 5
f 11
f 9
f 8
f 18
f 13
f 14
f 12
f 19
f 17
f 15
f 1
f 26
f 22
c 1 56
a 3
a 24
f 1
a 7160
f 1
a 7160
a 3
f 2
c 8 8
a 48
a 16
c 2 8
c 2 1
a 8
a 8
a 24
c 4 8
a 48
a 128
c 3 1
a 16
a 16
c 3 1
f 1
f 14
f 15
f 5
a 64
f 1
a 48
a 24
f 2
f 10
f 6
f 7
f 5
f 11
f 9
f 15
f 13
f 14
f 12
f 16
f 1
f 19
a 24
a 24
a 65
a 65
f 1
f 2
f 4
f 58
f 60
f 3
f 27
f 28
f 59
a 8493
a 24
a 32816
r 2 60
f 1
f 2
a 24
a 24
a 65
a 7160
a 7
f 2
a 7160
a 9
f 2
a 24
f 1
c 16 8
a 96
a 40
c 8 8
a 80
a 240
a 80
c 5 1
a 32
a 32
a 48
c 8 8
a 80
a 80
c 6 1
a 40
a 40
c 9 1
f 1
f 17
f 18
f 13
a 64
f 1
a 48
a 24
f 1
a 24
f 3
f 11
f 7
f 8
f 6
f 12
f 10
f 9
f 19
f 14
f 15
f 13
f 20
f 18
f 16
f 1
f 28
f 26
f 24
f 30
f 29
f 33
a 8493
a 24
a 32816
r 2 60
f 1
f 2
a 24
a 24
a 65
r 1 121
a 7160
a 3
f 2
a 24
f 1
c 8 8
a 48
a 16
c 2 8
c 2 1
a 8
a 8
a 24
c 4 8
a 48
a 128
c 3 1
a 16
a 16
c 3 1
f 1
f 14
f 15
f 5
a 64
f 1
a 48
a 24
f 1
a 24
f 3
f 11
f 7
f 8
f 6
f 12
f 10
f 16
f 14
f 15
f 13
f 17
f 1
f 23
f 21
f 25
f 24
f 28
f 134
f 133
f 132
f 129
f 128
f 127
f 125
f 296
f 295
f 143
a 7160
a 32768
a 168
f 2
f 3
a 16
a 16
a 4097
a 7160
a 32768
a 90
f 2
f 3
a 7160
a 32768
a 120
f 2
f 3
a 130
c 1 98
c 1 98
c 1 24
a 192
f 5
a 131
c 1 99
c 1 99
c 1 24
f 10
f 13
f 4
f 16
a 576
a 192
f 7
f 2
a 24
a 95
r 1 166
a 65
f 1
f 2
f 3
c 1 56
a 192
a 2
a 24
f 1
a 7160
f 1
a 7160
a 5
f 2
a 24
f 1
a 7160
f 1
a 7160
a 7
f 2
c 16 8
a 80
a 32
c 4 8
a 80
a 184
c 4 1
a 24
a 24
a 40
c 8 8
a 80
a 80
c 5 1
a 32
a 32
c 7 1
f 1
f 16
f 17
f 12
a 64
f 1
a 48
a 24
f 2
f 10
f 6
f 7
f 5
f 11
f 9
f 8
f 17
f 13
f 14
f 12
f 18
f 16
f 1
f 25
f 21
c 1 56
a 3
a 24
f 1
a 7160
f 1
a 7160
a 3
f 2
c 8 8
a 48
a 16
c 2 8
c 2 1
a 8
a 8
a 24
c 4 8
a 48
a 128
c 3 1
a 16
a 16
c 3 1
f 1
f 14
f 15
f 5
a 64
f 1
a 48
a 24
f 2
f 10
f 6
f 7
f 5
f 11
f 9
f 15
f 13
f 14
f 12
f 16
f 1
f 19
a 24
a 24
a 65
a 65
f 1
f 2
f 4
f 57
f 59
f 3
f 27
f 28
f 58
a 8493
a 24
a 32816
r 2 60
f 1
f 2
a 24
a 24
a 65
a 7160
a 5
f 2
a 7160
a 7
f 2
a 24
f 1
c 16 8
a 80
a 32
c 4 8
a 80
a 184
c 4 1
a 24
a 24
a 40
c 8 8
a 80
a 80
c 5 1
a 32
a 32
c 7 1
f 1
f 16
f 17
f 12
a 64
f 1
a 48
a 24
f 1
a 24
f 3
f 11
f 7
f 8
f 6
f 12
f 10
f 9
f 18
f 14
f 15
f 13
f 19
f 17
f 1
f 27
f 25
f 23
f 29
f 28
f 32
a 8493
a 24
a 24
a 65
r 1 121
a 7160
a 3
f 2
a 24
f 1
c 8 8
a 48
a 16
c 2 8
c 2 1
a 8
a 8
a 24
c 4 8
a 48
a 128
c 3 1
a 16
a 16
c 3 1
f 1
f 14
f 15
f 5
a 64
f 1
a 48
a 24
f 1
a 24
f 3
f 11
f 7
f 8
f 6
f 12
f 10
f 16
f 14
f 15
f 13
f 17
f 1
f 23
f 21
f 25
f 24
f 26
f 130
f 129
f 128
f 125
f 124
f 123
f 121
f 288
f 287
f 139
a 7160
a 32768
a 120
f 2
f 3
a 16
a 4097
a 7160
a 32768
a 60
f 2
f 3
a 7160
a 32768
a 90
f 2
f 3
a 130
c 1 98
c 1 98
c 1 24
a 192
f 5
a 131
c 1 99
c 1 99
c 1 24
f 10
f 13
f 4
f 16
a 576
a 192
f 7
f 2
a 24
a 95
r 1 166
a 65
f 1
f 2
f 3
c 1 56
a 192
a 2
a 24
f 1
a 7160
f 1
a 7160
a 3
f 2
a 24
f 1
a 7160
f 1
a 7160
a 5
f 2
c 8 8
a 64
a 24
c 4 8
a 48
a 184
c 3 1
a 16
a 16
a 32
c 4 8
a 80
c 4 1
a 24
a 24
c 5 1
f 1
f 15
f 16
f 11
a 64
f 1
a 48
a 24
f 2
f 9
f 6
f 7
f 5
f 10
f 8
f 16
f 12
f 13
f 11
f 17
f 15
f 1
f 24
f 20
c 1 56
a 3
a 24
f 1
a 7160
f 1
a 7160
a 3
f 2
c 8 8
a 48
a 16
c 2 8
c 2 1
a 8
a 8
a 24
c 4 8
a 48
a 128
c 3 1
a 16
a 16
c 3 1
f 1
f 14
f 15
f 5
a 64
f 1
a 48
a 24
f 2
f 10
f 6
f 7
f 5
f 11
f 9
f 15
f 13
f 14
f 12
f 16
f 1
f 19
a 24
a 24
a 65
a 65
f 1
f 2
f 4
f 56
f 58
f 3
f 27
f 28
f 57
a 8493
a 24
a 32816
r 2 60
f 1
f 2
a 24
a 24
a 65
a 7160
a 3
f 2
a 7160
a 5
f 2
a 24
f 1
c 8 8
a 64
a 24
c 4 8
a 48
a 184
c 3 1
a 16
a 16
a 32
c 4 8
a 80
c 4 1
a 24
a 24
c 5 1
f 1
f 15
f 16
f 11
a 64
f 1
a 48
a 24
f 1
a 24
f 3
f 10
f 7
f 8
f 6
f 11
f 9
f 17
f 13
f 14
f 12
f 18
f 16
f 1
f 26
f 24
f 22
f 28
f 27
f 31
a 8493
a 24
a 32816
r 2 60
f 1
f 2
a 24
a 24
a 65
r 1 121
a 7160
a 3
f 2
a 24
f 1
c 8 8
a 48
a 16
c 2 8
c 2 1
a 8
a 8
a 24
c 4 8
a 48
a 128
c 3 1
a 16
a 16
c 3 1
f 1
f 14
f 15
f 5
a 64
f 1
a 48
a 24
f 1
a 24
f 3
f 11
f 7
f 8
f 6
f 12
f 10
f 16
f 14
f 15
f 13
f 17
f 1
f 23
f 21
f 25
f 24
f 28
f 130
f 129
f 128
f 125
f 124
f 123
f 121
f 283
f 282
f 139
a 4097
a 7160
a 32768
a 60
f 2
f 3
a 130
c 1 98
c 1 98
c 1 24
a 192
f 5
a 131
c 1 99
c 1 99
c 1 24
f 10
f 4
f 13
a 576
a 192
f 7
f 2
a 24
a 24
r 1 111
a 65
f 1
f 2
f 3
c 1 56
a 192
a 2
a 24
f 1
a 7160
f 1
a 7160
a 3
f 2
c 8 8
a 48
a 16
c 2 8
c 2 1
a 8
a 8
a 24
c 4 8
a 48
a 128
c 3 1
a 16
a 16
c 3 1
f 1
f 14
f 15
f 5
a 64
f 1
a 48
a 24
f 2
f 10
f 6
f 7
f 5
f 11
f 9
f 15
f 13
f 14
f 12
f 16
f 1
f 19
c 1 56
a 3
a 24
f 1
a 7160
f 1
a 7160
a 3
f 2
c 8 8
a 48
a 16
c 2 8
c 2 1
a 8
a 8
a 24
c 4 8
a 48
a 128
c 3 1
a 16
a 16
c 3 1
f 1
f 14
f 15
f 5
a 64
f 1
a 48
a 24
f 2
f 10
f 6
f 7
f 5
f 11
f 9
f 15
f 13
f 14
f 12
f 16
f 1
f 19
a 24
a 24
a 65
a 65
f 1
f 2
f 4
f 51
f 53
f 3
f 27
f 28
f 52
a 8493
a 24
a 24
a 65
a 7160
a 3
f 2
a 24
f 1
c 8 8
a 48
a 16
c 2 8
c 2 1
a 8
a 8
a 24
c 4 8
a 48
a 128
c 3 1
a 16
a 16
c 3 1
f 1
f 14
f 15
f 5
a 64
f 1
a 48
a 24
f 1
a 24
f 3
f 11
f 7
f 8
f 6
f 12
f 10
f 16
f 14
f 15
f 13
f 17
f 1
f 23
f 21
f 25
f 24
f 26
a 8493
a 24
a 24
a 65
r 1 121
a 7160
a 3
f 2
a 24
f 1
c 8 8
a 48
a 16
c 2 8
c 2 1
a 8
a 8
a 24
c 4 8
a 48
a 128
c 3 1
a 16
a 16
c 3 1
f 1
f 14
f 15
f 5
a 64
f 1
a 48
a 24
f 1
a 24
f 3
f 11
f 7
f 8
f 6
f 12
f 10
f 16
f 14
f 15
f 13
f 17
f 1
f 23
f 21
f 25
f 24
f 26
f 118
f 117
f 116
f 113
f 112
f 111
f 109
f 263
f 906
f 880
`

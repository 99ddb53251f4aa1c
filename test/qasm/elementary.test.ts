import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import * as elementary from '../../src/qasm/elementary.js'
import { bitLength, decompose, integerSqrt, nearestDouble, powerOfTwo } from '../../src/qasm/fixedpoint.js'
import { runs } from '../seed.js'

type Name = 'sine' | 'cosine' | 'tangent' | 'exponential' | 'naturalLogarithm' | 'arctangent' | 'arcsine' | 'arccosine' | 'power'

// Correctly rounded: the nearest double of the value computed with 4,000 bits by another program, from the exact double argument.
const TABLE: readonly (readonly [Name, readonly number[], number])[] = [
  ['sine', [1], 0.8414709848078965],
  ['sine', [-1], -0.8414709848078965],
  ['sine', [3.141592653589793], 1.2246467991473532e-16],
  ['sine', [1.5707963267948966], 1],
  ['sine', [0.7853981633974483], 0.7071067811865475],
  ['sine', [0.5235987755982988], 0.49999999999999994],
  ['sine', [6.283185307179586], -2.4492935982947064e-16],
  ['sine', [100], -0.5063656411097588],
  ['sine', [-100000], -0.03574879797201651],
  ['sine', [9.313225746154785e-10], 9.313225746154785e-10],
  ['sine', [1.862645149230957e-09], 1.862645149230957e-09],
  ['sine', [1e-300], 1e-300],
  ['sine', [5e-324], 5e-324],
  ['sine', [1e+22], -0.8522008497671888],
  ['sine', [5.319372648326541e+255], 1],
  ['sine', [1.7976931348623157e+308], 0.004961954789184062],
  ['sine', [1.8446744073709552e+19], 0.023598509904439558],
  ['sine', [1.844674407370955e+19], -0.29055751643570027],
  ['sine', [123456789012345.6], -0.04805526586545427],
  ['sine', [-3.523344703336752], 0.37254696591721054],
  ['sine', [-6.9830165215099615], -0.6440885836611351],
  ['sine', [3.0186894607970753], 0.12259401361762],
  ['sine', [-8.551274266649145], -0.7665835159877298],
  ['sine', [0.7176400861337839], 0.657608640733832],
  ['sine', [-2.6862216617482897], -0.439795531068518],
  ['cosine', [1], 0.5403023058681398],
  ['cosine', [-1], 0.5403023058681398],
  ['cosine', [3.141592653589793], -1],
  ['cosine', [1.5707963267948966], 6.123233995736766e-17],
  ['cosine', [0.7853981633974483], 0.7071067811865476],
  ['cosine', [1.0471975511965976], 0.5000000000000001],
  ['cosine', [6.283185307179586], 1],
  ['cosine', [100], 0.8623188722876839],
  ['cosine', [-100000], -0.9993608074382124],
  ['cosine', [9.313225746154785e-10], 1],
  ['cosine', [7.450580596923828e-09], 1],
  ['cosine', [1.4901161193847656e-08], 0.9999999999999999],
  ['cosine', [1e+22], 0.523214785395139],
  ['cosine', [5.319372648326541e+255], -4.687165924254628e-19],
  ['cosine', [1.7976931348623157e+308], -0.9999876894265599],
  ['cosine', [1.8446744073709552e+19], -0.9997215163885841],
  ['cosine', [1.844674407370955e+19], -0.9568575283931865],
  ['cosine', [123456789012345.6], 0.9988446783272165],
  ['cosine', [-8.840021504505863], -0.8338465458613523],
  ['cosine', [0.1487146637884056], 0.9889623393573296],
  ['cosine', [-9.250086831160303], -0.9847802687806921],
  ['cosine', [-1.3270863267522834], 0.2413046462088464],
  ['cosine', [-8.602891528507621], -0.6808407371394756],
  ['cosine', [-8.185739733122698], -0.3257057629821686],
  ['tangent', [1], 1.5574077246549023],
  ['tangent', [-1], -1.5574077246549023],
  ['tangent', [3.141592653589793], -1.2246467991473532e-16],
  ['tangent', [1.5707963267948966], 1.633123935319537e+16],
  ['tangent', [0.7853981633974483], 0.9999999999999999],
  ['tangent', [2.356194490192345], -1.0000000000000002],
  ['tangent', [100], -0.5872139151569291],
  ['tangent', [-100000], 0.035771662952898776],
  ['tangent', [9.313225746154785e-10], 9.313225746154785e-10],
  ['tangent', [1.4901161193847656e-08], 1.4901161193847656e-08],
  ['tangent', [1e+22], -1.6287782256068988],
  ['tangent', [5.319372648326541e+255], -2.133485385753704e+18],
  ['tangent', [1.7976931348623157e+308], -0.004962015874444895],
  ['tangent', [1.8446744073709552e+19], -0.0236050835333497],
  ['tangent', [1.844674407370955e+19], 0.3036580763738382],
  ['tangent', [123456789012345.6], -0.048110849372430264],
  ['tangent', [-1.5096162171497198], -16.324783099288286],
  ['tangent', [6.537042493440762], 0.25945466512860516],
  ['tangent', [-7.523960777007089], -2.9192974381365806],
  ['tangent', [-5.535220707859709], 0.9278017821994753],
  ['tangent', [2.5486644481117864], -0.6738049228781753],
  ['tangent', [8.954178849140114], -0.5087198266923051],
  ['exponential', [1], 2.718281828459045],
  ['exponential', [-1], 0.36787944117144233],
  ['exponential', [0.5], 1.6487212707001282],
  ['exponential', [10], 22026.465794806718],
  ['exponential', [709.782712893384], 1.7976931348622732e+308],
  ['exponential', [-708.4], 2.217119081664265e-308],
  ['exponential', [-745.1332191019411], 5e-324],
  ['exponential', [-740.5], 2.5e-322],
  ['exponential', [8.673617379884035e-19], 1],
  ['exponential', [1.1102230246251565e-16], 1.0000000000000002],
  ['exponential', [-5.551115123125783e-17], 1],
  ['exponential', [-1.1102230246251565e-16], 0.9999999999999999],
  ['exponential', [7.541752774995959e-10], 1.0000000007541754],
  ['exponential', [1e-05], 1.00001000005],
  ['exponential', [107.94412806449816], 7.577730790085044e+46],
  ['exponential', [-144.64733548890774], 1.515166554249591e-63],
  ['exponential', [666.7571478300881], 3.7063810962540756e+289],
  ['exponential', [-634.7842471351412], 2.0735011000151072e-276],
  ['exponential', [501.85584266815135], 8.978900970300024e+217],
  ['exponential', [-294.5469991356532], 1.2018869349469053e-128],
  ['naturalLogarithm', [2], 0.6931471805599453],
  ['naturalLogarithm', [10], 2.302585092994046],
  ['naturalLogarithm', [0.5], -0.6931471805599453],
  ['naturalLogarithm', [1.0000000000000002], 2.2204460492503128e-16],
  ['naturalLogarithm', [0.9999999999999999], -1.1102230246251565e-16],
  ['naturalLogarithm', [1.7976931348623157e+308], 709.782712893384],
  ['naturalLogarithm', [5e-324], -744.4400719213812],
  ['naturalLogarithm', [2.2250738585072014e-308], -708.3964185322641],
  ['naturalLogarithm', [0.7], -0.35667494393873245],
  ['naturalLogarithm', [1.4], 0.3364722366212129],
  ['naturalLogarithm', [2.718281828459045], 1],
  ['naturalLogarithm', [0.7212754167871877], -0.3267342218678271],
  ['naturalLogarithm', [0.5889611903918418], -0.5293949881774265],
  ['naturalLogarithm', [1.5424091205096717], 0.4333455580501725],
  ['naturalLogarithm', [4.080631795600157], 1.4062518282905418],
  ['naturalLogarithm', [0.9036318996196874], -0.10133319220078607],
  ['naturalLogarithm', [2.908000818312331], 1.0674658410716222],
  ['naturalLogarithm', [638913.4689261841], 13.367524307799096],
  ['naturalLogarithm', [372397.5427257312], 12.827717225882429],
  ['naturalLogarithm', [547744.4657095579], 13.213564153727178],
  ['naturalLogarithm', [62788.974973323144], 11.047534779294592],
  ['naturalLogarithm', [59601.16996623266], 10.995430483166686],
  ['naturalLogarithm', [205958.71281932655], 12.235431004477151],
  ['arctangent', [1], 0.7853981633974483],
  ['arctangent', [-1], -0.7853981633974483],
  ['arctangent', [0.5], 0.4636476090008061],
  ['arctangent', [2], 1.1071487177940904],
  ['arctangent', [1e+300], 1.5707963267948966],
  ['arctangent', [-1e+16], -1.5707963267948966],
  ['arctangent', [9.313225746154785e-10], 9.313225746154785e-10],
  ['arctangent', [1.4901161193847656e-08], 1.4901161193847655e-08],
  ['arctangent', [1e-05], 9.999999999666668e-06],
  ['arctangent', [0.75], 0.6435011087932844],
  ['arctangent', [1.0823998390907157], 0.824947183642311],
  ['arctangent', [-0.43444616598358277], -0.40984435153014037],
  ['arctangent', [-1.115116977739251], -0.839770340061461],
  ['arctangent', [0.5133711810458323], 0.47428724440000103],
  ['arctangent', [-0.28089374177534765], -0.27383727710570094],
  ['arctangent', [-1.2013980188179059], -0.8766306154004447],
  ['arcsine', [1], 1.5707963267948966],
  ['arcsine', [-1], -1.5707963267948966],
  ['arcsine', [0.5], 0.5235987755982989],
  ['arcsine', [-0.5], -0.5235987755982989],
  ['arcsine', [0.9999999999999999], 1.5707963118937354],
  ['arcsine', [9.313225746154785e-10], 9.313225746154785e-10],
  ['arcsine', [1.4901161193847656e-08], 1.4901161193847656e-08],
  ['arcsine', [0.7071067811865476], 0.7853981633974484],
  ['arcsine', [1e-200], 1e-200],
  ['arcsine', [0.5887589630449823], 0.6295226303804013],
  ['arcsine', [0.3979888674591425], 0.40932356853817686],
  ['arcsine', [-0.5118069785556942], -0.5372868135430053],
  ['arcsine', [0.148847420517342], 0.1494026065902254],
  ['arcsine', [0.050393007622902886], 0.05041436049736853],
  ['arcsine', [0.7502749911468578], 0.8484779245697894],
  ['arccosine', [-1], 3.141592653589793],
  ['arccosine', [0], 1.5707963267948966],
  ['arccosine', [0.5], 1.0471975511965979],
  ['arccosine', [-0.5], 2.0943951023931957],
  ['arccosine', [0.9999999999999999], 1.4901161193847656e-08],
  ['arccosine', [-0.9999999999999999], 3.141592638688632],
  ['arccosine', [9.313225746154785e-10], 1.570796325863574],
  ['arccosine', [1e-17], 1.5707963267948966],
  ['arccosine', [0.7071067811865476], 0.7853981633974483],
  ['arccosine', [0.4588905788784352], 1.094050186672163],
  ['arccosine', [-0.42412447021962696], 2.0087912021999577],
  ['arccosine', [0.9603496949851642], 0.28254251280307385],
  ['arccosine', [-0.7638684434900758], 2.440082493219969],
  ['arccosine', [-0.1637543564295456], 1.7352915169939291],
  ['arccosine', [0.5142818591304987], 1.0306262516667193],
  ['power', [2, 0.5], 1.4142135623730951],
  ['power', [3, 0.3333333333333333], 1.4422495703074083],
  ['power', [1.1, 10], 2.5937424601000023],
  ['power', [10, 22], 1e+22],
  ['power', [10, -22], 1e-22],
  ['power', [10, 308], 1e+308],
  ['power', [10, -308], 1e-308],
  ['power', [3, 40], 1.2157665459056929e+19],
  ['power', [7, -19], 8.772780025937795e-17],
  ['power', [1.0000001, 1000000000], 2.6881038582144647e+43],
  ['power', [0.9999999, -1000000000], 2.6881304409450066e+43],
  ['power', [1.5, 1500], 1.370530117147639e+264],
  ['power', [2, -1074], 5e-324],
  ['power', [2, -1022.5], 1.5733648139913585e-308],
  ['power', [0.001, 107.9], 0],
  ['power', [1e+300, 0.9], 1.0000000000000154e+270],
  ['power', [1.0000000000000002, 2.8823037615171174e+17], 6.235149080811573e+27],
  ['power', [5e-324, 0.25], 1.4908919308538355e-81],
  ['power', [2.25, 0.5], 1.5],
  ['power', [123.456, -7.25], 6.863356189846384e-16],
  ['power', [0.3, 1100], 0],
  ['power', [-2, 3], -8],
  ['power', [-1.1, 3], -1.3310000000000004],
]

const view = new BigInt64Array(1)
const doubles = new Float64Array(view.buffer)
const ordinal = (x: number): bigint => {
  doubles[0] = x
  const bits = view[0] ?? 0n
  return bits >= 0n ? bits : -(bits & 0x7fff_ffff_ffff_ffffn)
}
const ulps = (a: number, b: number): number => Math.abs(Number(ordinal(a) - ordinal(b)))

describe('[QSM-06] elementary functions', () => {
  test.each(TABLE)('%s of %j is %d', (name, values, expected) => {
    expect(elementary[name](values[0] ?? 0, values[1] ?? 0)).toBe(expected)
  })

  const engine: readonly (readonly [Exclude<Name, 'power'>, (x: number) => number, number, number])[] = [
    ['sine', Math.sin, -1e6, 1e6],
    ['cosine', Math.cos, -1e6, 1e6],
    ['tangent', Math.tan, -1e6, 1e6],
    ['exponential', Math.exp, -700, 700],
    ['naturalLogarithm', Math.log, Number.MIN_VALUE, 1e6],
    ['arctangent', Math.atan, -1e6, 1e6],
    ['arcsine', Math.asin, -1, 1],
    ['arccosine', Math.acos, -1, 1],
  ]
  test.each(engine)('%s is within one ulp of the engine', (name, own, min, max) => {
    const near = fc.oneof(fc.double({ min, max, noNaN: true }), fc.double({ min: Math.max(min, -4), max: Math.min(max, 4), noNaN: true }))
    fc.assert(fc.property(near, (x) => ulps(elementary[name](x), own(x)) <= 1), runs(1000))
  })

  test('a power with a small integer exponent equals the exact product, rounded', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 1_000_000 }), fc.integer({ min: 1, max: 40 }), (base, count) => {
        expect(elementary.power(base, count)).toBe(Number(BigInt(base) ** BigInt(count)))
      }),
      runs(200),
    )
  })

  test('powers at the edges', () => {
    const rows: readonly (readonly [number, number, number])[] = [
      [0, 0, 1],
      [0, 2, 0],
      [0, -1, Number.POSITIVE_INFINITY],
      [-8, 1 / 3, Number.NaN],
      [1, 1e300, 1],
      [0.5, 1e300, 0],
      [2, 1024, Number.POSITIVE_INFINITY],
      [-2, 1e300, Number.POSITIVE_INFINITY],
      [3, 1e-30, 1],
      [-1, 9007199254740991, -1],
    ]
    for (const [x, y, expected] of rows) expect([x, y, elementary.power(x, y)]).toEqual([x, y, expected])
  })

  test('outside the domain there is no value', () => {
    expect([elementary.naturalLogarithm(-1), elementary.arcsine(1.5), elementary.arccosine(-1.5)]).toEqual([NaN, NaN, NaN])
    expect([elementary.naturalLogarithm(0), elementary.exponential(710.5), elementary.exponential(-800)]).toEqual([-Infinity, Infinity, 0])
  })
})

describe('[QSM-06] fixed point', () => {
  test('every double survives the way there and back', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        const { mantissa, exponent } = decompose(x)
        return nearestDouble(mantissa, -exponent) === x
      }),
      runs(2000),
    )
  })

  test('integers round as the language rounds them', () => {
    fc.assert(fc.property(fc.bigInt({ min: -(1n << 1100n), max: 1n << 1100n }), (n) => nearestDouble(n, 0) === Number(n)), runs(200))
  })

  test('ties go to even, also among subnormals', () => {
    expect([nearestDouble(1n, 1075), nearestDouble(3n, 1075), nearestDouble((1n << 54n) + 2n, 0)]).toEqual([0, 1e-323, 2 ** 54])
  })

  test('bit lengths, powers of two, square roots', () => {
    expect([0n, 1n, 2n, 255n, 256n].map(bitLength)).toEqual([0, 1, 2, 8, 9])
    expect([-1074, -1023, -1022, 0, 1023].map(powerOfTwo)).toEqual([5e-324, 2 ** -1023, 2 ** -1022, 1, 2 ** 1023])
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 1n << 700n }), (n) => {
      const root = integerSqrt(n)
      return root * root <= n && (root + 1n) * (root + 1n) > n
    }), runs(200))
  })
})

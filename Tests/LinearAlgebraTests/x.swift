import LinearAlgebra
import Testing
@Test func blas() { #expect(Backend.blasDescription.contains("OpenBLAS")) }

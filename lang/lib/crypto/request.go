package crypto

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"

	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// Parts of the name in a certificate, by their codes, which are those of
// OpenSSL.
var nameParts = map[int64]asn1.ObjectIdentifier{
	13: {2, 5, 4, 3},  // common name
	14: {2, 5, 4, 6},  // country
	15: {2, 5, 4, 7},  // locality
	16: {2, 5, 4, 8},  // state or province
	17: {2, 5, 4, 10}, // organisation
	18: {2, 5, 4, 11}, // unit of it
}

// certificateRequest makes a request for a certificate (PKCS #10, in PEM) with
// the names that two arrays give.
func certificateRequest(c *vm.Call) (value.Value, error) {
	k, err := load(string(bytesOf(c, c.Arg(0))))
	if err != nil || c.Err() != nil {
		return value.Value{}, err
	}
	codes, texts := c.Out(2).AsArray(), c.Out(3).AsArray()
	if codes == nil || texts == nil || len(codes.Items) != len(texts.Items) {
		return c.Failf(0, "want two arrays of the same size, of codes and of texts")
	}
	var subject pkix.Name
	for i := 1; i < len(codes.Items); i++ {
		id, ok := nameParts[codes.Items[i].AsInt()]
		if !ok {
			return c.Failf(0, "got the code %s, want 13 to 18", vm.Shown(codes.Items[i]))
		}
		subject.ExtraNames = append(subject.ExtraNames, pkix.AttributeTypeAndValue{Type: id, Value: texts.Items[i].AsText()})
	}
	der, err := x509.CreateCertificateRequest(c.Runtime().Host.Random, &x509.CertificateRequest{Subject: subject}, k.private)
	if err != nil {
		return value.Value{}, keyError("the request cannot be made: %v", err)
	}
	c.SetOut(1, value.FromBlob(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der})))
	return value.Value{}, nil
}

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DbPerService.Testing;

/// <summary>A CA and its certificates, as PEM files in a folder that is deleted with it.</summary>
public sealed class TestCertificates : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dbperservice-tls-");
    readonly X509Certificate2 _ca;

    public TestCertificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test CA " + Guid.NewGuid(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(
            certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _ca = request.CreateSelfSigned(Yesterday, Tomorrow);
        Ca = Write("ca.pem", _ca.ExportCertificatePem());
        (ServerCertificate, ServerKey) = Issue("localhost");
        (ClientCertificate, ClientKey) = Issue("client");
    }

    public string Folder => _folder.FullName;

    public string Ca { get; }

    /// <summary>For a server at localhost or 127.0.0.1.</summary>
    public string ServerCertificate { get; }

    public string ServerKey { get; }

    public string ClientCertificate { get; }

    public string ClientKey { get; }

    static DateTimeOffset Yesterday => TimeProvider.System.GetUtcNow().AddDays(-1);

    static DateTimeOffset Tomorrow => TimeProvider.System.GetUtcNow().AddDays(1);

    public X509Certificate2 LoadServer() => X509Certificate2.CreateFromPemFile(ServerCertificate, ServerKey);

    /// <summary>Whether the certificate was issued by this CA.</summary>
    public bool HasIssued(X509Certificate2 certificate)
    {
        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { _ca },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        };
        return chain.Build(certificate);
    }

    public void Dispose()
    {
        _ca.Dispose();
        _folder.Delete(recursive: true);
    }

    (string Certificate, string Key) Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            _ca, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var certificate = request.Create(_ca, Yesterday, Tomorrow.AddHours(-1), RandomNumberGenerator.GetBytes(16));
        return (Write($"{name}.pem", certificate.ExportCertificatePem()), Write($"{name}.key", key.ExportPkcs8PrivateKeyPem()));
    }

    string Write(string name, string pem)
    {
        var file = Path.Combine(Folder, name);
        File.WriteAllText(file, pem);
        return file;
    }
}

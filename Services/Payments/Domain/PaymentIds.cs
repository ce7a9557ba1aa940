using System.Security.Cryptography;

namespace DbPerService.Payments.Domain;

/// <summary>
/// The id of an order's payment, derived from the order id alone, so that every attempt, after a rollback, a crash or on another instance,
/// uses the same one. A UUIDv8 as in RFC 9562 (https://www.rfc-editor.org/rfc/rfc9562#appendix-B.2): SHA-256 of namespace and order id.
/// </summary>
static class PaymentIds
{
    // Must never change: the payments of all orders would get other ids.
    static readonly Guid Namespace = Guid.Parse("6f1d3c1e-52a7-4d0b-9a3c-2b7e8f405d61");

    public static Guid Of(Guid orderId)
    {
        Span<byte> name = stackalloc byte[32];
        Namespace.TryWriteBytes(name, bigEndian: true, out _);
        orderId.TryWriteBytes(name[16..], bigEndian: true, out _);
        Span<byte> id = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(name, id);
        id[6] = (byte)(0x80 | (id[6] & 0x0f));
        id[8] = (byte)(0x80 | (id[8] & 0x3f));
        return new Guid(id[..16], bigEndian: true);
    }
}

using System.Data.Common;

namespace DbPerService.Databases;

/// <summary>
/// The service's database cannot be used at the moment. What drivers that are not ADO.NET's fail with, so that an endpoint answers alike
/// on any database.
/// </summary>
public sealed class DatabaseUnavailableException : DbException
{
    /// <inheritdoc />
    public DatabaseUnavailableException(string message, Exception? innerException = null) : base(message, innerException) { }

    /// <summary>Always true.</summary>
    public override bool IsTransient => true;
}

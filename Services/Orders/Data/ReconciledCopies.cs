using DbPerService.Messaging.PostgreSql;
using Npgsql;

namespace DbPerService.Orders.Data;

/// <summary>The copies of users, as reconciliation sees them.</summary>
sealed class ReconciledUsers(NpgsqlDataSource database) : PostgresCopy(
    database, "user_copies", "user_id", PostgresCopyField.Text("name", "name"), PostgresCopyField.Text("email", "email"));

/// <summary>The copies of products, as reconciliation sees them.</summary>
sealed class ReconciledProducts(NpgsqlDataSource database) : PostgresCopy(
    database, "product_copies", "product_id", PostgresCopyField.Text("name", "name"), PostgresCopyField.Text("category", "category"),
    PostgresCopyField.Amount("unitPrice", "unit_price"), PostgresCopyField.Text("currency", "currency"),
    PostgresCopyField.Flag("discontinued", "discontinued"));

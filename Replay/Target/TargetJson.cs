using System.Text.Json;
using System.Text.Json.Serialization;

namespace DbPerService.Replay.Target;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SystemDescription))]
[JsonSerializable(typeof(PlaceOrder))]
[JsonSerializable(typeof(SetStock))]
[JsonSerializable(typeof(StockReceipt))]
[JsonSerializable(typeof(Stock))]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Payment))]
[JsonSerializable(typeof(Reservation))]
[JsonSerializable(typeof(Page<Order>))]
[JsonSerializable(typeof(Page<OrderHead>))]
[JsonSerializable(typeof(Page<Payment>))]
[JsonSerializable(typeof(Page<Reservation>))]
[JsonSerializable(typeof(Page<Stock>))]
[JsonSerializable(typeof(DeadLetters))]
[JsonSerializable(typeof(SyncState))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class TargetJson : JsonSerializerContext;

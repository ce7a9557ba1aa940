using System.Text.Json;
using System.Text.Json.Serialization;

namespace DbPerService.Replay.Target;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SystemDescription))]
[JsonSerializable(typeof(PlaceOrderRequest))]
[JsonSerializable(typeof(SetStockRequest))]
[JsonSerializable(typeof(RegisterUserRequest))]
[JsonSerializable(typeof(SetProductRequest))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(SetBasketRequest))]
[JsonSerializable(typeof(CheckoutRequest))]
[JsonSerializable(typeof(SessionSnapshot))]
[JsonSerializable(typeof(HistorySnapshot))]
[JsonSerializable(typeof(SearchSnapshot))]
[JsonSerializable(typeof(DetailsSnapshot))]
[JsonSerializable(typeof(ProductSnapshot))]
[JsonSerializable(typeof(StockReceiptRequest))]
[JsonSerializable(typeof(StockSnapshot))]
[JsonSerializable(typeof(OrderSnapshot))]
[JsonSerializable(typeof(PaymentSnapshot))]
[JsonSerializable(typeof(ReservationSnapshot))]
[JsonSerializable(typeof(ResponsePage<OrderSnapshot>))]
[JsonSerializable(typeof(ResponsePage<OrderHead>))]
[JsonSerializable(typeof(ResponsePage<PaymentSnapshot>))]
[JsonSerializable(typeof(ResponsePage<ReservationSnapshot>))]
[JsonSerializable(typeof(ResponsePage<StockSnapshot>))]
[JsonSerializable(typeof(DeadLetters))]
[JsonSerializable(typeof(SyncState))]
[JsonSerializable(typeof(Problem))]
sealed partial class TargetJson : JsonSerializerContext;
